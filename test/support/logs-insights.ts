/*
 * The part of the query language of CloudWatch Logs Insights that our queries use, on lines in memory:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */

/** A line of a log group, as JSON. */
export interface LogLine {
  /** The group's name, which `@log` ends with. */
  readonly group: string;
  readonly text: string;
}

type Value = string | number | boolean | undefined;
type Row = Readonly<Record<string, Value>>;

/** The value of an expression for the rows of a group, of which expressions without aggregates read the first. */
type Expression = (rows: readonly Row[]) => Value;

/** Runs a query. @throws Error for a command, a function or a syntax that this subset does not have */
export function runQuery(query: string, lines: readonly LogLine[]): Row[] {
  let rows: Row[] = lines.map(({ group, text }) => {
    const { timestamp, time = timestamp, ...fields } = JSON.parse(text);
    return { '@timestamp': Date.parse(time), '@log': `111122223333:${group}`, ...flat(fields) };
  });
  let shown: readonly (readonly [string, Expression])[] = [];
  for (const command of query.split(/\n\| /)) {
    const [, name = '', rest = ''] = /^(\w+) (.*)$/s.exec(command) ?? [];
    if (name === 'fields') {
      shown = list(rest);
      rows = rows.map((row) => ({ ...row, ...Object.fromEntries(shown.map(([as, value]) => [as, value([row])])) }));
    } else if (name === 'parse') {
      const [, field = '', pattern = ''] = /^(\S+) \/(.*)\/$/.exec(rest) ?? [];
      rows = rows.map((row) => ({ ...row, ...new RegExp(pattern).exec(String(row[field]))?.groups }));
    } else if (name === 'filter') {
      const isKept = parse(rest);
      rows = rows.filter((row) => isKept([row]) === true);
    } else if (name === 'stats') {
      const [what = '', by = ''] = rest.split(' by ');
      shown = [...list(by), ...list(what)];
      const groups = new Map<string, Row[]>();
      for (const row of rows) {
        const key = JSON.stringify(list(by).map(([, value]) => value([row])));
        groups.set(key, [...(groups.get(key) ?? []), row]);
      }
      rows = [...groups.values()].map((group) => Object.fromEntries(shown.map(([as, value]) => [as, value(group)])));
    } else if (name === 'sort') {
      const [field = '', order] = rest.split(' ');
      const sign = order === 'desc' ? -1 : 1;
      rows = rows.toSorted((a, b) => sign * (Number(a[field]) - Number(b[field])));
    } else if (name === 'limit') rows = rows.slice(0, Number(rest));
    else throw new Error(`Unknown command ${name}.`);
  }
  return rows.map((row) => Object.fromEntries(shown.flatMap(([as]) => (row[as] === undefined ? [] : [[as, row[as]]]))));
}

/** Fields of nested objects have names with points. */
function flat(object: object, prefix = ''): Row {
  const entries = Object.entries(object).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null ? Object.entries(flat(value, `${prefix}${name}.`)) : [[prefix + name, value]],
  );
  return Object.fromEntries(entries);
}

/** The names and values of a list: `a, b * 2 as c`. A comma within brackets does not end an expression. */
function list(text: string): (readonly [string, Expression])[] {
  return text
    .split(/,(?![^(]*\))/)
    .filter((part) => part.trim())
    .map((part) => {
      const [expression = '', as = expression.trim()] = part.trim().split(' as ');
      return [as, parse(expression)];
    });
}

function parse(text: string): Expression {
  const tokens = text.match(/"[^"]*"|[@\w][\w.@]*|!=|>=|<=|[=<>()*/,+-]/g) ?? [];
  const expression = binary(tokens, 0);
  if (tokens.length > 0) throw new Error(`Unexpected ${tokens[0]} in ${text}.`);
  return expression;
}

/** From the loosest to the tightest. */
const levels: readonly Readonly<Record<string, (a: Value, b: Value) => Value>>[] = [
  { or: (a, b) => a === true || b === true },
  { and: (a, b) => a === true && b === true },
  // A comparison with a missing field is not true.
  { '=': (a, b) => a === b, '!=': (a, b) => a !== undefined && a !== b, '>=': (a, b) => Number(a) >= Number(b) },
  { '*': (a, b) => ofBoth(a, b, (x, y) => x * y), '/': (a, b) => ofBoth(a, b, (x, y) => x / y) },
];

/** Without one of the numbers there is no result. */
function ofBoth(a: Value, b: Value, result: (x: number, y: number) => number): Value {
  return a === undefined || b === undefined ? undefined : result(Number(a), Number(b));
}

function binary(tokens: string[], level: number): Expression {
  const operators = levels[level];
  if (!operators) return single(tokens);
  let left = binary(tokens, level + 1);
  for (let operator = operators[tokens[0] ?? '']; operator; operator = operators[tokens[0] ?? '']) {
    tokens.shift();
    const [a, apply, b] = [left, operator, binary(tokens, level + 1)];
    left = (rows) => apply(a(rows), b(rows));
  }
  return left;
}

function single(tokens: string[]): Expression {
  const token = tokens.shift() ?? '';
  if (token === '(') {
    const inner = binary(tokens, 0);
    tokens.shift();
    return inner;
  }
  if (token.startsWith('"')) return () => token.slice(1, -1);
  if (/^\d/.test(token)) return () => Number(token);
  if (tokens[0] !== '(') return ([row]) => row?.[token];
  const given: Expression[] = [];
  // The bracket and the commas; and the star of `count(*)`, which names no field.
  while (tokens.length > 0 && tokens.shift() !== ')') {
    if (tokens.at(0) === '*') tokens.shift();
    else given.push(binary(tokens, 0));
  }
  const called = functions[token];
  if (!called) throw new Error(`Unknown function ${token}.`);
  return (rows) => called(rows, given);
}

const numbers = (rows: readonly Row[], value?: Expression) =>
  rows.flatMap((row) => (value?.([row]) === undefined ? [] : [Number(value([row]))])).toSorted((a, b) => a - b);

const functions: Readonly<Record<string, (rows: readonly Row[], given: readonly Expression[]) => Value>> = {
  coalesce: (rows, given) => given.map((value) => value(rows)).find((value) => value !== undefined),
  count: (rows, [value]) => (value ? numbers(rows, value).length : rows.length),
  sum: (rows, [value]) => numbers(rows, value).reduce((total, each) => total + each, 0),
  avg: (rows, [value]) => numbers(rows, value).reduce((total, each, _, { length }) => total + each / length, 0),
  max: (rows, [value]) => numbers(rows, value).at(-1),
  pct: (rows, [value, percent]) => {
    const sorted = numbers(rows, value);
    return sorted[Math.ceil((Number(percent?.(rows)) / 100) * sorted.length) - 1];
  },
};
