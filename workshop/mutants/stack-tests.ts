import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Annotations, type Template } from 'aws-cdk-lib/assertions';
import { expect } from 'expect';
import * as circus from 'jest-circus';
import * as synth from '../../lib/testing/synth';
import { type GenericMutant, mutantsOf } from './generic';

const folder = join(__dirname, '..', '..', 'test', 'lib');

/** Tests of something else: one starts the local run, and those that mock a module test another stack. */
const isExcluded = (file: string) =>
  basename(file) === 'local-page.test.ts' || readFileSync(join(folder, file), 'utf8').includes('jest.mock(');

/**
 * The tests of the stack in test/lib, run on mutated templates, except the snapshots, which report every change and do not show which is
 * wrong. jest-circus, the runner of Jest, runs them in this process: a template is synthesized once, and a test file is only loaded
 * again. A file ends at its first failure. A mutant takes about 0.2 s; Jest itself would take seconds, for each of 2,000 mutants.
 */
export class StackTests {
  private readonly files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /^(constructs\/.*|stack)\.test\.ts$/.test(file) && !isExcluded(file),
  );
  /** The mutants of each template that a test synthesizes, by their places. */
  private readonly mutants: ReadonlyMap<string, GenericMutant>[] = [];
  /** The file that failed on the last mutant of a resource type. It will most likely fail on the next one. */
  private readonly likely = new Map<string, string>();

  constructor() {
    Object.assign(globalThis, circus, { expect });
    circus.addEventHandler(endAtFirstFailure);
    const module = require.cache[require.resolve('../../lib/testing/synth')];
    if (!module) throw new TypeError('lib/testing/synth is not loaded.');
    module.exports = {
      ...synth,
      synthStack: once(JSON.stringify, (options) => synth.synthStack(options)),
      synthTemplate: once(JSON.stringify, (options) => this.observed(synth.synthTemplate(options))),
    };
    const { fromStack } = Annotations;
    Annotations.fromStack = once((stack) => stack, fromStack);
  }

  /** Runs all files on templates without a mutant. @throws Error when a test fails */
  async pass(): Promise<void> {
    for (const file of this.files) {
      const errors = await errorsOf(file);
      if (errors.length > 0) throw new Error(`test/lib/${file} fails without a mutant: ${errors[0]}`);
    }
  }

  /** The first file that fails on a mutant, in each template that has its place; `undefined` when all pass. */
  async failing({ type, place }: Pick<GenericMutant, 'type' | 'place'>): Promise<string | undefined> {
    const undo = this.mutants.flatMap((mutants) => mutants.get(place)?.apply() ?? []);
    const likely = this.likely.get(type);
    const found = await firstFailing([...(likely ? [likely] : []), ...this.files]);
    for (const each of undo) each();
    if (found) this.likely.set(type, found);
    return found;
  }

  private observed(template: Template): Template {
    this.mutants.push(new Map([...mutantsOf(template.toJSON())].map((mutant) => [mutant.place, mutant])));
    return template;
  }
}

/** A function that computes the result for each key once. */
function once<In, Out>(keyOf: (given: In) => unknown, make: (given: In) => Out): (given: In) => Out {
  const made = new Map<unknown, Out>();
  return (given) => {
    const key = keyOf(given);
    const known = made.get(key) ?? make(given);
    made.set(key, known);
    return known;
  };
}

async function firstFailing(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) if ((await errorsOf(file)).length > 0) return file;
  return undefined;
}

/** Loads a test file again and runs its tests. */
async function errorsOf(file: string): Promise<readonly string[]> {
  const path = join(folder, file);
  delete require.cache[path];
  circus.resetState();
  try {
    require(path);
  } catch (error) {
    return [String(error)];
  }
  const { testResults, unhandledErrors } = await circus.run();
  return [...unhandledErrors, ...testResults.flatMap(({ errors }) => errors)];
}

type Handler = Parameters<typeof circus.addEventHandler>[0];

/** After a failure, no test matches the pattern. */
const endAtFirstFailure: Handler = ({ name }, state) => {
  if (name === 'run_start') state.testNamePattern = null;
  if (name === 'test_fn_failure') state.testNamePattern = /(?!)/;
};
