import { disableSdkNodeWarning } from '../../cli/environment';

// Of no use in a test's output. Commands that tests start inherit it, and then give no notice of their own, either.
disableSdkNodeWarning();
