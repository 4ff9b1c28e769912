import { Metrics as EmbeddedMetrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { metricNames } from '../../contract';
import type { ImageEnding, Metrics } from '../../core/ports';

/**
 * Writes metrics as log lines in the embedded metric format, which needs no API call and no permission.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export class CloudWatchMetrics implements Metrics {
  private readonly metrics: EmbeddedMetrics;

  /** @param serviceName value of the only dimension */
  constructor(serviceName: string) {
    this.metrics = new EmbeddedMetrics({ namespace: metricNames.namespace, serviceName });
  }

  add(ending: ImageEnding): void {
    if (ending.status === 'READY') {
      this.metrics.addMetric(metricNames.ready, MetricUnit.Count, 1);
      this.metrics.addMetric(metricNames.bytesIn, MetricUnit.Bytes, ending.bytesIn);
      this.metrics.addMetric(metricNames.bytesOut, MetricUnit.Bytes, ending.bytesOut);
      this.metrics.addMetric(metricNames.uploadToReadyMs, MetricUnit.Milliseconds, ending.uploadToReadyMs);
    } else {
      this.metrics.addMetric(metricNames.failed, MetricUnit.Count, 1);
      const byReason = this.metrics.singleMetric();
      byReason.addDimension(metricNames.reasonDimension, ending.reason);
      byReason.addMetric(metricNames.failed, MetricUnit.Count, 1);
    }
    this.metrics.publishStoredMetrics();
  }
}
