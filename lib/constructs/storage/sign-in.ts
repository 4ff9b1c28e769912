import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Construct, type IConstruct } from 'constructs';
import { loopbackRedirects } from '../../../client/sign-in/loopback-ports';
import { resourceServer } from '../../../lambda/contract';
import type { Settings } from '../../settings/settings';
import { invitation } from './invitation';
import { signInPrefix } from './sign-in-domain';

export interface SignInProps extends Pick<Settings, 'mfa'> {
  /** Whether the users outlive the stack, with deletion protection. */
  readonly keepState: boolean;
  /** Origin of the page. @default - there is no page, and users sign in from their terminals alone */
  readonly pageOrigin?: string;
}

/** How long the password of an invitation is valid. */
const tempPasswordValidity = Duration.days(3);

/** Who may call the API: users whom an administrator invites, and who sign in by e-mail on Cognito's own page. */
export class SignIn extends Construct {
  readonly userPool: UserPool;
  /** As `iss` stands in the tokens. */
  readonly issuer: string;
  /** Missing where there is no page. */
  readonly pageClient?: UserPoolClient;
  /** Of programs on the user's own computer (RFC 8252). */
  readonly nativeClient: UserPoolClient;

  constructor(scope: Construct, id: string, { keepState, pageOrigin, mfa }: SignInProps) {
    super(scope, id);
    const { stackName } = Stack.of(this);
    const required = mfa === 'required';
    this.userPool = new UserPool(this, 'UserPool', {
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      // Whoever signs up can store images at your cost: change this for production only together with a quota.
      selfSignUpEnabled: false,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      // Not OPTIONAL: managed login offers no one to set up a second factor then, and neither does the page.
      mfa: required ? Mfa.REQUIRED : Mfa.OFF,
      mfaSecondFactor: { otp: true, sms: false },
      userInvitation: invitation({
        stackName,
        pageUrl: pageOrigin && `${pageOrigin}/`,
        validDays: tempPasswordValidity.toDays(),
        mfa: required,
      }),
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity,
      },
      // The least that has managed login: 0.015 USD a month for each active user beyond the first 10,000.
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: keepState,
      // Not RETAIN_ON_UPDATE_OR_DELETE: the rollback of a first deployment would fail at the line above, as at the table's.
      removalPolicy: keepState ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.issuer = this.userPool.userPoolProviderUrl;
    const domain = this.userPool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: signInPrefix(this) },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    const imagesScope = new ResourceServerScope({ scopeName: resourceServer.scope, scopeDescription: 'The images of the user' });
    const api = this.userPool.addResourceServer('Api', { identifier: resourceServer.identifier, scopes: [imagesScope] });
    const scopes = [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.resourceServer(api, imagesScope)];
    const page = pageOrigin ? this.addClient('Page', scopes, [`${pageOrigin}/signed-in`], [`${pageOrigin}/`]) : [];
    const native = this.addClient('Native', scopes, loopbackRedirects);
    [this.pageClient] = page;
    [this.nativeClient] = native;
    oneAfterTheOther([domain, api, ...page, ...native]);
  }

  /** A client that can keep no secret: it proves by PKCE that it is the one who asked. @returns the client, and what it looks like */
  private addClient(
    name: string,
    scopes: OAuthScope[],
    callbackUrls: readonly string[],
    logoutUrls?: readonly string[],
  ): [UserPoolClient, CfnManagedLoginBranding] {
    const client = this.userPool.addClient(name, {
      generateSecret: false,
      // What managed login asks for passwords by. A token that was got by it past managed login has no scope of ours.
      authFlows: { userSrp: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes,
        callbackUrls: [...callbackUrls],
        logoutUrls: logoutUrls && [...logoutUrls],
      },
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      // API Gateway cannot know that a token was revoked: this long, one that was stolen can be used.
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      // A refresh token lives in the memory of a tab or a program, and each is used once, but for an answer that got lost.
      refreshTokenValidity: Duration.days(1),
      refreshTokenRotationGracePeriod: Duration.seconds(30),
    });
    // Without it managed login says "Login pages unavailable".
    const branding = new CfnManagedLoginBranding(this, `${name}Branding`, {
      userPoolId: this.userPool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    return [client, branding];
  }
}

/** Has CloudFormation change them in this order. Cognito refuses a change while another is under way: ConcurrentModificationException. */
function oneAfterTheOther(constructs: readonly IConstruct[]): void {
  constructs.reduce((before, after) => {
    after.node.addDependency(before);
    return after;
  });
}
