import { disableSdkWarning } from '../../cli/node-notice';

/** Runs once before all tests. Suppresses the warning in their output and in the commands that they start. */
export default function setUp(): void {
  disableSdkWarning();
}
