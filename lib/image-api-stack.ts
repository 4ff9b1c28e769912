import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { checkedSettings, type StageSettings } from './config';
import { Service } from './constructs/service';
import { Storage } from './constructs/storage';
import { type FunctionName, sizeOf } from './functions';

export interface ImageApiStackProps {
  /** Name of the stage, for its tag. */
  readonly stage: string;
  readonly settings: StageSettings;
  /** The packaged code of each function. */
  readonly code: (name: FunctionName) => Code;
  /** Version of the application, as `GET /health` shows it. */
  readonly version: string;
}

/** The whole application. Its id is the name of the stack, and the only name that other names derive from. */
export class ImageApiStack extends Stack {
  constructor(scope: Construct, id: string, { stage, settings: given, code, version }: ImageApiStackProps) {
    const settings = checkedSettings(given);
    super(scope, id, {
      description: 'Images uploaded, resized and served (serverless-image-api)',
      terminationProtection: settings.keepState,
      tags: { application: 'serverless-image-api', stage },
    });
    const storage = new Storage(this, 'Storage', {
      keepState: settings.keepState,
      logRetention: settings.logRetention,
      allowedOrigins: settings.allowedOrigins,
      uploadTimeout: sizeOf('resize-image').timeout,
    });
    const service = new Service(this, 'Service', { settings, storage, code, version });

    new CfnOutput(this, 'ApiUrl', { value: service.url });
    new CfnOutput(this, 'UserPoolId', { value: storage.signIn.userPool.userPoolId });
    new CfnOutput(this, 'UserPoolClientId', { value: storage.signIn.client.userPoolClientId });
    new CfnOutput(this, 'OriginalsBucketName', { value: storage.originals.bucketName });
    new CfnOutput(this, 'RenditionsBucketName', { value: storage.renditions.bucketName });
  }
}
