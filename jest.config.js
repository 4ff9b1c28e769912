const { availableParallelism } = require('node:os');

/** @type {import('jest').Config} */
module.exports = {
  // Many tests wait for a child process or for a socket: two workers more than there are cores work meanwhile.
  maxWorkers: availableParallelism() + 2,
  // Generous, because machines are busy; no test waits for as long when all is well.
  testTimeout: 60_000,
  // Faster, and not required: packages are loaded once for all files of a worker.
  runtime: '<rootDir>/workshop/jest/runtime.js', // part: workshop
  testEnvironment: '<rootDir>/workshop/jest/environment.js', // part: workshop
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  // Without the tests that start many processes or take long, which `npm run test:all` adds.
  testMatch: ['<rootDir>/test/**/!(*.slow).test.ts'],
  transform: { '\\.[jt]s$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }] },
  // Packages that are ES modules, which jest cannot require as they are.
  transformIgnorePatterns: [
    '/node_modules/(?!(oidc-provider|jose|oauth4webapi|postgrator|pg-boss|serialize-error|non-error|rrule-temporal|file-type|strtok3|token-types|uint8array-extras|@tokenizer|@borewit)/)',
  ],
  // Generated folders contain copies of the modules, which jest must not load.
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/build', '<rootDir>/.local'],
  // What `npm run coverage` counts: every source file, whether a test loads it or not. It does not see code that runs in processes
  // and browsers that tests start.
  collectCoverageFrom: [
    '{bin,cli,client,estimate,lambda,lib,local,ops,platforms,proof,scaffold,serve,web}/**/*.ts',
    '!**/*.d.ts',
    '!**/node_modules/**',
    '!lib/testing/**',
  ],
  coverageReporters: ['text-summary', 'json-summary', 'html'],
};
