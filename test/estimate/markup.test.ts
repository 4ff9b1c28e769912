import { markup } from '../../estimate/html/markup';
import { tableOf } from '../../estimate/html/table';

describe('markup', () => {
  it('escapes what is inserted, except for markup', () => {
    const name = `<b class="x">'&'</b>`;
    expect(markup`<p title="${name}">${[name, 1]}${markup`<i>${'<'}</i>`}</p>`.source).toBe(
      '<p title="&lt;b class=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/b&gt;">&lt;b class=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/b&gt;1<i>&lt;</i></p>',
    );
  });

  it('shows control characters as replaced', () => {
    expect(markup`${'a\u0000\u001b[31m\u0085\tb'}`.source).toBe('a\ufffd\ufffd[31m\ufffd\tb');
  });
});

describe('a table', () => {
  it('aligns columns of numbers, and has headings for rows and columns', () => {
    const { source } = tableOf(
      'Costs',
      ['what', 'USD'],
      [
        ['one', '<0.01'],
        ['two', '1,234.50'],
      ],
    );
    expect(source).toContain('<caption>Costs</caption>');
    expect(source).toContain('<th scope="col" class="number">USD</th>');
    expect(source).toContain('<th scope="row" class="text">two</th><td class="number">1,234.50</td>');
    expect(source).toContain('<td class="number">&lt;0.01</td>');
    expect(tableOf('Texts', ['what', 'why'], [['one', 'because']]).source).toContain('<td class="text">because</td>');
  });
});
