import { CfnOutput, Stack, Token } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { TriggerRow } from '../lambda/events/trigger-row';
import { type TriggerName, triggers } from '../lambda/events/triggers';
import { appName } from '../lambda/names';
import { EmptierLog } from './constructs/auto-delete-log';
import { ResizeService } from './constructs/containers/resize-service';
import { Monitoring } from './constructs/monitoring/monitoring';
import { Service } from './constructs/service/service';
import { Storage } from './constructs/storage/storage';
import { Web } from './constructs/web/web';
import { checkRows, type FunctionName } from './functions';
import { deadLettersOutput, functionOutput, type OutputName, type TriggerOutputName } from './outputs';
import { checkRegion } from './settings/region';
import { checkedSettings } from './settings/settings';
import type { StageSettings } from './settings/stage-settings';

export interface AppStackProps {
  /** Name of the stage, used as a tag. */
  readonly stage: string;
  readonly settings: StageSettings;
  /** The packaged code of each function. */
  readonly code: (name: FunctionName) => Code;
  /** Folder of the built page. */
  readonly page: string; // part: web
  /** Version of the application, as `GET /health` returns it. */
  readonly version: string;
}

/** The whole application. Its id is the stack's name, from which all other names are derived. */
export class AppStack extends Stack {
  // part: containers
  /** Missing when the function resizes uploads. */
  readonly resizeService?: ResizeService;

  constructor(scope: Construct, id: string, props: AppStackProps) {
    const { stage, code, version } = props;
    const settings = checkedSettings(props.settings);
    checkRows();
    super(scope, id, {
      description: `Images uploaded, resized and served (${appName})`,
      terminationProtection: settings.keepState,
      tags: { application: appName, stage },
    });
    if (!Token.isUnresolved(this.region)) checkRegion(this.region);
    const web = settings.web ? new Web(this, 'Web', settings.web) : undefined; // part: web
    const storage = new Storage(this, 'Storage', {
      settings,
      pageOrigin: web?.origin, // part: web
    });
    const service = new Service(this, 'Service', { settings, storage, code, version });
    // part: containers
    if (settings.resizer?.compute === 'fargate') {
      const { resizer, logRetention } = settings;
      this.resizeService = new ResizeService(this, 'Resizer', { resizer, storage, service, logRetention });
    }
    // part: monitoring
    const monitoring = new Monitoring(this, 'Monitoring', {
      settings,
      storage,
      service,
      resizeService: this.resizeService, // part: containers
    });
    const { signIn } = storage;
    // part: web
    if (web && signIn.pageClient) {
      web.serve({
        apiUrl: service.http.url,
        issuer: signIn.issuer,
        client: signIn.pageClient,
        maxBytes: settings.image.maxBytes,
        folder: props.page,
        logRetention: settings.logRetention,
      });
    }
    new EmptierLog(this, 'Emptier', { retention: settings.logRetention });

    const outputs: Partial<Record<OutputName, string | undefined>> = {
      ApiUrl: service.http.url,
      ...(web?.apiUrl && { ApiUrl: web.apiUrl }), // part: web
      PageUrl: web && `${web.origin}/`, // part: web
      PageTarget: web?.target, // part: web
      SignInIssuer: signIn.issuer,
      PageClientId: signIn.pageClient?.userPoolClientId, // part: web
      NativeClientId: signIn.nativeClient.userPoolClientId,
      UserPoolId: signIn.userPool.userPoolId,
      TableName: storage.table.tableName,
      OriginalsBucketName: storage.originals.bucketName,
      RenditionsBucketName: storage.renditions.bucketName,
      EventBusName: service.bus.eventBusName,
      UploadQueueUrl: storage.queues.uploads.queue.queueUrl,
      WebhookDeadLettersUrl: service.webhook?.deadLetters.queueUrl, // part: webhook
      AlarmTopicArn: monitoring.topic?.topicArn, // part: monitoring
    };
    for (const [name, value] of [...Object.entries(outputs), ...triggers.flatMap((row) => outputsOf(row, service))]) {
      if (value !== undefined) new CfnOutput(this, name, { value });
    }
  }
}

/** The dead letters of a trigger, and the function that handles those of a stream or the bus. */
function outputsOf(row: TriggerRow, { triggers: connected }: Service): [TriggerOutputName, string][] {
  const { kind, handler, deadLetters } = connected[row.name as TriggerName];
  if (!deadLetters) return [];
  const queue: [TriggerOutputName, string] = [deadLettersOutput(row), deadLetters.queueUrl];
  return kind === 'queue' ? [queue] : [queue, [functionOutput(row), handler.alias.functionArn]];
}
