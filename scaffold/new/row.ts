/** The source of a row. Biome gives it the style of the table. */
export function rowOf(fields: object): string {
  const lines = Object.entries(fields).map(([name, value]) => `  ${name}: ${JSON.stringify(value)},`);
  return `{\n${lines.join('\n')}\n},`;
}
