import { GatewayVpcEndpointAwsService, Peer, Port, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

/**
 * A network for tasks that call AWS and that no one calls. Its subnets are public, because a task with its own address costs 0.005 USD an
 * hour, only while it runs, and a NAT gateway 0.045 USD at all times.
 */
export class Network extends Construct {
  readonly vpc: Vpc;
  /** Accepts no connection, and allows HTTPS to everywhere: SQS, ECR and CloudWatch have no fixed addresses. */
  readonly callsOut: SecurityGroup;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.vpc = new Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      // Only tasks get addresses: their service asks for them.
      subnetConfiguration: [{ name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false }],
      // Nothing uses it, and the CDK would empty it by one of its functions.
      restrictDefaultSecurityGroup: false,
      // Endpoints of this kind are free. Photos do not leave the network of AWS.
      gatewayEndpoints: {
        S3: { service: GatewayVpcEndpointAwsService.S3 },
        DynamoDB: { service: GatewayVpcEndpointAwsService.DYNAMODB },
      },
    });
    this.callsOut = new SecurityGroup(this, 'CallsOut', {
      vpc: this.vpc,
      description: 'Tasks that call AWS and that no one calls',
      allowAllOutbound: false,
    });
    this.callsOut.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'HTTPS');
  }
}
