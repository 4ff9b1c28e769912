import type { Page } from 'playwright-core';
import sharp from 'sharp';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Distance from the element's edge within which the ring is searched, outwards and inwards, in CSS pixels. */
const reach = 8;

/**
 * Minimum contrast between the focused and unfocused pixel, and minimum width of the ring in pixels: WCAG 2.2, success
 * criterion 2.4.13.
 */
const least = { contrast: 3, width: 2 };

/**
 * Moves through the view with the Tab key and compares a screenshot of each element with and without focus.
 * @returns elements without a visible ring on one of their sides, and the number of elements
 */
export async function missingFocusRings(page: Page): Promise<{ missing: string[]; count: number }> {
  const missing: string[] = [];
  const seen = new Set<string>();
  let ends = 0;
  await page.evaluate(() => {
    // The Tab key starts from the last focused element, so that the body must have had the focus.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
    scrollTo(0, 0);
  });
  for (;;) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return undefined;
      // The ring of a checkbox surrounds its whole label.
      const { x, y, width, height } = (element.closest('.tile') ?? element).getBoundingClientRect();
      const label = element.ariaLabel ?? element.textContent ?? '';
      return { name: `${element.tagName} ${label}`, box: { x, y, width, height } };
    });
    // After the last element, the focus leaves the page once and returns to the first.
    if (!focused) {
      ends += 1;
      if (ends < 2) continue;
    }
    if (!focused || seen.has(focused.name)) return { missing, count: seen.size };
    seen.add(focused.name);
    const shot = () => pixelsAround(page, focused.box);
    const withFocus = await shot();
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    const without = await shot();
    // Restores the focus, because the Tab key starts from the last focused element.
    missing.push(...sidesWithoutRing(withFocus, without, focused.box).map((side) => `${focused.name}: ${side}`));
  }
}

/** Only the middle of a side is compared: round corners curve away, and anti-aliased pixels are paler. */
const leastShare = 0.6;

interface Picture {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  /** Position of the element's box in the screenshot. */
  readonly left: number;
  readonly top: number;
}

async function pixelsAround(page: Page, { x, y, width, height }: Box): Promise<Picture> {
  const viewport = page.viewportSize() ?? { width: 0, height: 0 };
  const from = { x: Math.max(Math.floor(x - reach), 0), y: Math.max(Math.floor(y - reach), 0) };
  const to = { x: Math.min(x + width + reach, viewport.width), y: Math.min(y + height + reach, viewport.height) };
  const clip = { ...from, width: Math.ceil(to.x - from.x), height: Math.ceil(to.y - from.y) };
  const png = await page.screenshot({ clip, animations: 'disabled', caret: 'hide' });
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, left: x - from.x, top: y - from.y };
}

function sidesWithoutRing(a: Picture, b: Picture, box: Box): string[] {
  const changed = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < a.width && y < a.height && contrastAt(a, b, x, y) >= least.contrast;
  const depth = (size: number) => Math.min(reach, size / 2);
  /** Returns the share of a side's middle along which the ring is wide enough. */
  const ringed = (length: number, crossing: (along: number, across: number) => boolean, inwards: number) => {
    const places = Array.from({ length: Math.max(Math.floor(length * 0.6), 1) }, (_, index) => Math.floor(length * 0.2) + index);
    const wide = places.filter((along) => {
      let width = 0;
      for (let across = -reach; across < inwards; across += 1) if (crossing(along, across)) width += 1;
      return width >= least.width;
    });
    return wide.length / places.length;
  };
  const { left, top } = a;
  const right = left + box.width;
  const bottom = top + box.height;
  const at = (x: number, y: number) => changed(Math.round(x), Math.round(y));
  const shares = {
    top: ringed(box.width, (along, across) => at(left + along, top + across), depth(box.height)),
    bottom: ringed(box.width, (along, across) => at(left + along, bottom - 1 - across), depth(box.height)),
    left: ringed(box.height, (along, across) => at(left + across, top + along), depth(box.width)),
    right: ringed(box.height, (along, across) => at(right - 1 - across, top + along), depth(box.width)),
  };
  // An element that is scrolled out of view has no visible ring.
  const inSight = { top: top >= 0, bottom: bottom <= a.height, left: left >= 0, right: right <= a.width };
  return Object.entries(shares).flatMap(([side, share]) =>
    share < leastShare && inSight[side as keyof typeof inSight] ? [`${side} ${Math.round(share * 100)}%`] : [],
  );
}

function contrastAt(a: Picture, b: Picture, x: number, y: number): number {
  const index = (y * a.width + x) * 3;
  const [one, other] = [luminance(a.data, index), luminance(b.data, index)];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

/** @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(data: Buffer, index: number): number {
  const linear = (value = 0) => (value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(data[index]) + 0.7152 * linear(data[index + 1]) + 0.0722 * linear(data[index + 2]);
}
