// The application of `cdk synth` with the conventional stack, like that of most samples.
import { App } from 'aws-cdk-lib';
import { ConventionalStack } from './stack';

new ConventionalStack(new App(), 'Conventional');
