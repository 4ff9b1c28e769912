import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Annotations, type Template } from 'aws-cdk-lib/assertions';
import { expect } from 'expect';
import * as synth from '../../lib/testing/synth';
import { type GenericMutant, mutantsOf } from './generic';

const folder = join(__dirname, '..', '..', 'test', 'lib');

/**
 * The invariants are tried apart; snapshots see every change, but do not say which is right; and the local page is asked by HTTP,
 * which is not synchronous.
 */
const leftOut = ['local-page.test.ts'];

/**
 * The tests of the stack in test/lib, on templates that are damaged meanwhile. Not run by jest, which would need seconds for
 * each: a template is synthesised once, and a file of tests is but loaded again. It ends where its first test fails.
 */
export class StackTests {
  private readonly files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /^(constructs\/.*|stack)\.test\.ts$/.test(file) && !leftOut.includes(basename(file)),
  );
  /** Every mutant of a template that a test asks for, by its place. */
  private readonly mutants: ReadonlyMap<string, GenericMutant>[] = [];
  /** The file that saw the last mutant of a type, and will most likely see the next. */
  private readonly likely = new Map<string, string>();

  /** @throws Error when a test fails on sound templates */
  constructor() {
    Object.assign(globalThis, { expect, describe: block, it: block });
    const module = require.cache[require.resolve('../../lib/testing/synth')];
    if (!module) throw new TypeError('lib/testing/synth is not loaded.');
    module.exports = {
      synthStack: once(JSON.stringify, (options) => synth.synthStack(options)),
      synthTemplate: once(JSON.stringify, (options) => this.observed(synth.synthTemplate(options))),
    };
    const { fromStack } = Annotations;
    Annotations.fromStack = once((stack) => stack, fromStack);
    this.pass();
  }

  /** Runs all of them on sound templates. @throws Error when a test fails: a mutant was not taken back */
  pass(): void {
    for (const file of this.files) load(file);
  }

  /** The first file in which a test fails on a mutant, in whichever template has its place; `undefined` where all pass. */
  failing({ type, place }: Pick<GenericMutant, 'type' | 'place'>): string | undefined {
    const undo = this.mutants.flatMap((mutants) => mutants.get(place)?.apply() ?? []);
    const likely = this.likely.get(type);
    const found = [...(likely ? [likely] : []), ...this.files].find(fails);
    for (const each of undo) each();
    if (found) this.likely.set(type, found);
    return found;
  }

  private observed(template: Template): Template {
    this.mutants.push(new Map([...mutantsOf(template.toJSON())].map((mutant) => [mutant.place, mutant])));
    return template;
  }
}

/** Makes each thing but once. */
function once<In, Out>(keyOf: (given: In) => unknown, make: (given: In) => Out): (given: In) => Out {
  const made = new Map<unknown, Out>();
  return (given) => {
    const key = keyOf(given);
    const known = made.get(key) ?? make(given);
    made.set(key, known);
    return known;
  };
}

function fails(file: string): boolean {
  try {
    load(file);
    return false;
  } catch {
    return true;
  }
}

function load(file: string): void {
  const path = join(folder, file);
  delete require.cache[path];
  require(path);
}

type Body = (...row: unknown[]) => unknown;

/** `describe` and `it`, one within the other: a test that fails throws. */
const block = Object.assign((_name: string, body: Body) => run(body, []), {
  each: (rows: readonly unknown[]) => (_name: string, body: Body) => {
    for (const row of rows) run(body, [row].flat());
  },
});

function run(body: Body, row: readonly unknown[]): void {
  if (body(...row) instanceof Promise) throw new TypeError('The tests in test/lib are synchronous, so that they can be run here.');
}
