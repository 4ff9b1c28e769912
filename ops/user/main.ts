import { explainAwsErrors } from '../../cli/aws-fault';
import { runCommand } from '../../cli/run-command';
import { createUser } from './create-user';
import { userOptions } from './options';

/** `npm run user -- create EMAIL`: creates a user of a deployed stack, and prints the next steps. */
runCommand(() =>
  explainAwsErrors(async () => {
    console.log(await createUser(userOptions(process.argv.slice(2))));
    return 0;
  }),
);
