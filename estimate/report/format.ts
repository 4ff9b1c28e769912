/** Formats USD: to the cent, and below a cent as such. */
export function dollars(usd: number): string {
  if (usd > 0 && usd < 0.005) return '<0.01';
  return usd.toFixed(2);
}

/** Formats a quantity with at most three digits after the point. */
export const quantity = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 3 : 0 });

/** Formats a very small price: `0.0000148`. */
export const small = (usd: number) => (usd === 0 ? '0' : usd.toFixed(Math.min(12, 2 - Math.floor(Math.log10(usd)))));

/** The heading of a section. */
export const heading = (text: string): string => `# ${text}`;

/** Aligns columns: numbers and their headings to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const isNumeric = head.map((_, column) => rows.length > 0 && rows.every((row) => /^<?[\d.,]+$/.test(row[column] ?? '')));
  const widths = head.map((text, column) => Math.max(text.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (isNumeric[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

/** Formats a share, such as `12.5`. */
export const percent = (share: number): string => (share > 0 && share < 0.0005 ? '<0.1' : (share * 100).toFixed(1));

/** Formats milliseconds without a fraction; an empty string for none. */
export const milliseconds = (value?: number): string => (value === undefined ? '' : quantity(Math.round(value)));
