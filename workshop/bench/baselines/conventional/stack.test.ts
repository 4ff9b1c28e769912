// The conventional stack has the same functions as the application.
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BUNDLING_STACKS } from 'aws-cdk-lib/cx-api';
import { context } from '../../../../cdk.json';
import { functionNames } from '../../../../lib/functions';
import { synthTemplate } from '../../../../lib/testing/synth';
import { functionOf } from '../../../../lib/testing/template';
import { ConventionalStack } from './stack';

test('each function has the runtime, the processor, the memory and the timeout of the application', () => {
  const stack = new ConventionalStack(new App({ context: { ...context, [BUNDLING_STACKS]: [] } }), 'Conventional');
  const { Resources } = Template.fromStack(stack).toJSON();
  const application = synthTemplate();
  const configured = (properties: Readonly<Record<string, unknown>>) => {
    const { Runtime, Architectures, MemorySize, Timeout } = properties;
    return { Runtime, Architectures, MemorySize, Timeout };
  };
  expect([...stack.functions.keys()]).toEqual(functionNames);
  for (const [name, construct] of stack.functions) {
    const { Properties } = Resources[stack.getLogicalId(construct.node.defaultChild as never)];
    expect([name, configured(Properties)]).toEqual([name, configured(functionOf(application, name).properties)]);
  }
});
