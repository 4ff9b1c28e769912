import { bytesText, durationText, limitText, progressText, shareText, usdText } from '../../web/format';
import { srcsetHtml, tileSizes } from '../../web/srcset';

describe('format', () => {
  it.each([
    [bytesText(999), '999 bytes'],
    [bytesText(38_449), '38.4 kB'],
    [bytesText(999_949), '999.9 kB'],
    [bytesText(999_950), '1 MB'],
    [bytesText(2_700_000), '2.7 MB'],
    [limitText(20 * 1024 * 1024), '20 MB'],
    [durationText(83.6), '84 ms'],
    [durationText(1349), '1.35 s'],
    [usdText(0.0000048123), '0.0000048'],
    [usdText(0.00003), '0.00003'],
    [shareText(0.0472), '4.7%'],
    [shareText(1.2), '120%'],
    [progressText(0.0472), '4%'],
    [progressText(0.999), '99%'],
    [progressText(1), '100%'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected);
  });
});

describe('the candidates for a tile', () => {
  const size = (width: number, height = width) => ({
    url: `https://s3/${width}`,
    width,
    height,
    bytes: 1,
    format: 'webp' as const,
  });

  it.each([
    ['all sizes', { thumbnail: size(200), medium: size(800), full: size(2048) }, [200, 800]],
    ['a new size', { full: size(2048), large: size(1200), medium: size(800), thumbnail: size(200) }, [200, 800]],
    ['no thumbnail', { medium: size(800), full: size(2048) }, [800]],
    ['only large sizes', { large: size(1200), full: size(2048) }, [1200]],
    ['a tall photo', { thumbnail: size(10, 200), full: size(100, 2048) }, [10]],
    ['no size at all', {}, []],
  ])('of an image with %s', (_, sizes, widths) => {
    expect(tileSizes(sizes).map(({ width }) => width)).toEqual(widths);
  });
});

describe('the HTML of an image', () => {
  const size = (width: number) => ({
    url: `https://s3/${width}?a=1&b="2"`,
    width,
    height: width / 2,
    bytes: 1,
    format: 'webp' as const,
  });

  it('lists each width once, smallest first, and escapes the name', () => {
    const html = srcsetHtml({ full: size(800), medium: size(800), thumbnail: size(200) }, '"><script>&');
    expect(html.match(/\d+w/g)).toEqual(['200w', '800w']);
    expect(html).toContain('src="https://s3/800?a=1&amp;b=&quot;2&quot;"');
    expect(html).toContain('alt="&quot;><script>&amp;"');
    expect(html).toMatch(/width="800"\s+height="400"/);
  });
});
