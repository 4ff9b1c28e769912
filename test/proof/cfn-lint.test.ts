import { cfnLintProgram } from '../../proof/validate/cfn-lint';

it('uses the cfn-lint that CFN_LINT names', () => {
  const { CFN_LINT } = process.env;
  process.env.CFN_LINT = '/opt/cfn-lint';
  try {
    expect(cfnLintProgram()).toBe('/opt/cfn-lint');
  } finally {
    if (CFN_LINT === undefined) delete process.env.CFN_LINT;
    else process.env.CFN_LINT = CFN_LINT;
  }
});
