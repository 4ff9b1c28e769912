const { createRequire } = require('node:module');
const { compileFunction } = require('node:vm');
const Runtime = require('jest-runtime').default;

/**
 * Packages that each test file loads for itself: ES modules, which jest transforms (see jest.config.js); packages of jest; and
 * esbuild, which reads its environment variables when it is loaded.
 */
const loadedPerFile =
  /^(@?jest\b|expect$|esbuild$|oidc-provider|jose|oauth4webapi|file-type|strtok3|token-types|uint8array-extras|@tokenizer|@borewit)/;
const isPackage = /^(@[a-z\d-]+\/)?[a-z\d][\w.-]*(\/|$)/;

/**
 * Loads a package once for all test files of a worker, and the project's own modules for each file as usual. jest loads everything
 * again for each file, which was half of the duration of the tests: `aws-cdk-lib` alone takes more than a second. `jest.mock` has an
 * effect on the project's own modules, and not on packages.
 */
module.exports = class SharedPackagesRuntime extends Runtime {
  constructor(...parts) {
    super(...parts);
    const { executor } = this;
    if (!executor?.compile)
      throw new Error('jest-runtime has changed: change workshop/jest/runtime.js, or remove `runtime` from jest.config.js');
    // In the context of the worker, so that a file has the globals of the worker. See environment.js.
    executor.compile = (source, filename) => compileFunction(source, executor.injectedModuleParameters, { filename });
  }

  requireModuleOrMock(from, name) {
    const shared = isPackage.test(name) && !loadedPerFile.test(name) && !name.startsWith('node:');
    return shared ? createRequire(from)(name) : super.requireModuleOrMock(from, name);
  }
};
