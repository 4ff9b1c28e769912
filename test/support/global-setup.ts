import { disableSdkWarning } from '../../cli/node-notice';

/** Once before all tests: the warning is of no use among their output. Commands that they start then write no notice, either. */
export default function setUp(): void {
  disableSdkWarning();
}
