// The client of runtime-api.ts: a minimal version of Lambda's Node.js runtime. It is based on
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html and, for the names of errors, on AWS's own client. That client
// (npm: aws-lambda-ric) is not used, because it has a native module, which every `npm ci` would have to compile with cmake and
// the source of curl.
'use strict';
const { existsSync } = require('node:fs');
const { Agent, request } = require('node:http');
const { resolve } = require('node:path');
const { text } = require('node:stream/consumers');
const { pathToFileURL } = require('node:url');

const { AWS_LAMBDA_RUNTIME_API: api, LAMBDA_TASK_ROOT: root, _HANDLER: handlerName } = process.env;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

function call(method, path, body, headers = {}) {
  return new Promise((done, failed) => {
    const asking = request(`http://${api}/2018-06-01/runtime/${path}`, { method, agent, headers }, async (response) => {
      if (response.statusCode >= 300) failed(new Error(`The Runtime API responded to ${path} with ${response.statusCode}.`));
      done({ headers: response.headers, body: await text(response) });
    });
    asking.on('error', failed).end(body);
  });
}

function report(path, error) {
  const isError = error instanceof Error;
  const errorType = isError ? error.name : typeof error;
  const stackTrace = isError ? (error.stack ?? '').split('\n') : [];
  const body = JSON.stringify({ errorType, errorMessage: isError ? error.message : String(error), stackTrace });
  return call('POST', path, body, { 'lambda-runtime-function-error-type': errorType });
}

const named = (name, message) => Object.assign(new Error(message), { name });

async function loadHandler() {
  const [, file, name] = /^([^.]+)\.([^.]+)$/.exec(handlerName) ?? [];
  if (!name) throw named('Runtime.MalformedHandlerName', 'Bad handler');
  const path = ['.js', '.mjs', '.cjs'].map((extension) => resolve(root, file + extension)).find(existsSync);
  if (!path) throw named('Runtime.ImportModuleError', `Error: Cannot find module '${file}'`);
  // By `import`, like Lambda, also for CommonJS: a handler that only `require` finds would be missing in Lambda.
  const module = await import(pathToFileURL(path).href).catch((error) => {
    if (error instanceof SyntaxError) throw named('Runtime.UserCodeSyntaxError', String(error));
    throw error.code === 'MODULE_NOT_FOUND' ? named('Runtime.ImportModuleError', String(error)) : error;
  });
  const handler = module[name] ?? module.default?.[name];
  if (typeof handler !== 'function') throw named('Runtime.HandlerNotFound', `${handlerName} is undefined or not exported`);
  // The runtime of Node.js 24 supports only promises.
  if (handler.length >= 3) throw named('Runtime.CallbackHandlerDeprecated', 'Node.js 24 does not support callback handlers.');
  return handler;
}

function contextOf(headers) {
  const env = process.env;
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

async function run() {
  let handler;
  try {
    handler = await loadHandler();
  } catch (error) {
    await report('init/error', error);
    process.exit(1);
  }
  for (;;) {
    const { headers, body } = await call('GET', 'invocation/next');
    const invocation = `invocation/${headers['lambda-runtime-aws-request-id']}`;
    process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
    let answer;
    try {
      answer = JSON.stringify((await handler(JSON.parse(body), contextOf(headers))) ?? null);
    } catch (error) {
      await report(`${invocation}/error`, error);
      continue;
    }
    await call('POST', `${invocation}/response`, answer);
  }
}

run();
