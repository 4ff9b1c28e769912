import { RemovalPolicy } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type Alias, type Code, Function as LambdaFunction, LoggingFormat, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { platform } from '../../build/platform';
import type { FunctionSize } from '../../functions';

export interface ServiceFunctionProps {
  /** One sentence about its work, shown in the console. */
  readonly description: string;
  /** The packaged function, whose `index` exports `handler`. */
  readonly code: Code;
  readonly size: FunctionSize;
  /** Environment variables that the handler reads at cold start. */
  readonly environment: Record<string, string>;
  /** All permissions of the function, except for writing its own log. */
  readonly permissions: readonly PolicyStatement[];
  /** Retention of the log. */
  readonly logRetention: RetentionDays;
  /** Whether Lambda traces invocations. */
  readonly tracing: boolean;
}

/** A function of the application, with its own log, exact permissions, and the alias `live`, which all triggers invoke. */
export class ServiceFunction extends Construct {
  readonly alias: Alias;
  readonly role: Role;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Log', { retention: props.logRetention, removalPolicy: RemovalPolicy.DESTROY });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(this.role);
    for (const statement of props.permissions) this.role.addToPolicy(statement);
    const fn = new LambdaFunction(this, 'Function', {
      ...platform,
      role: this.role,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      description: props.description,
      code: props.code,
      handler: 'index.handler',
      memorySize: props.size.memory.toMebibytes(),
      timeout: props.size.timeout,
      environment: props.environment,
      // X-Ray does not support resource-level permissions, so the CDK allows these two actions on all resources.
      tracing: props.tracing ? Tracing.ACTIVE : undefined,
    });
    // All triggers use the alias, so that provisioned concurrency is only a setting.
    this.alias = fn.addAlias('live');
  }
}
