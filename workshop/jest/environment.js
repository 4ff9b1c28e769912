const { ModernFakeTimers } = require('@jest/fake-timers');
const { TestEnvironment } = require('jest-environment-node');
const { ModuleMocker } = require('jest-mock');

/**
 * Runs tests with the globals of the worker. jest's own environment makes new globals for each file, with which an `Error` or an
 * `Array` of a shared package is not an instance of the file's `Error` or `Array`. What a file changes in Node's globals and in the
 * environment variables is restored after it. What a shared package added to the globals stays, as the CDK's tokens.
 */
module.exports = class WorkerEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config: config.projectConfig, global: globalThis });
    // Without the symbols, under which jest keeps its own state.
    this.globals = new Map(
      Object.getOwnPropertyNames(globalThis).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]),
    );
    this.variables = { ...process.env };
  }

  async teardown() {
    await super.teardown();
    for (const [name, descriptor] of this.globals) Object.defineProperty(globalThis, name, descriptor);
    for (const name of Object.keys(process.env)) {
      if (!Object.hasOwn(this.variables, name)) delete process.env[name];
    }
    Object.assign(process.env, this.variables);
  }
};
