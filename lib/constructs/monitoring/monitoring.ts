import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { canaryEndpoints } from '../../settings/canary';
import type { Settings } from '../../settings/settings';
import type { ResizeService } from '../containers/resize-service';
import type { Service } from '../service/service';
import type { Storage } from '../storage/storage';
import { AlarmTopic } from './alarm-topic';
import { Alarms } from './alarms';
import { Budget } from './budget';
import { CanaryRelease } from './canary-release';
import { Dashboard } from './dashboard';
import { SavedQueries } from './saved-queries';

export interface MonitoringProps {
  readonly settings: Settings;
  readonly storage: Storage;
  readonly service: Service;
  /** Missing when the function resizes uploads. */
  readonly resizeService?: ResizeService; // part: containers
}

/** Alarms and everything else that watches a stage, according to the settings. */
export class Monitoring extends Construct {
  /** The topic of the alarms. Missing when they are off. */
  readonly topic?: Topic;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { settings, storage, service } = props;
    const { alarmEmail, monthlyBudgetUsd } = settings;
    let alarms: Alarms | undefined;
    if (settings.alarms) {
      this.topic = new AlarmTopic(this, 'Told', { email: alarmEmail }).topic;
      alarms = new Alarms(this, 'Alarms', {
        warm: settings.warm, // part: warm
        storage,
        service,
        resizeService: props.resizeService, // part: containers
        action: new SnsAction(this.topic),
      });
    }
    if (settings.dashboard) {
      new Dashboard(this, 'Dashboard', {
        storage,
        service,
        resizeService: props.resizeService, // part: containers
        alarms: alarms?.all ?? [],
      });
    }
    if (monthlyBudgetUsd && alarmEmail) new Budget(this, 'Budget', { monthlyUsd: monthlyBudgetUsd, email: alarmEmail });
    new SavedQueries(this, 'Queries', { service });
    // part: canary
    if (settings.canary) {
      const releases = canaryEndpoints(settings.canary).map((name) => ({
        name,
        alias: service.functions[name].alias,
        alarms: alarms?.ofRelease(name) ?? [],
      }));
      new CanaryRelease(this, 'Canary', { shift: settings.canary.shift, releases });
    }
  }
}
