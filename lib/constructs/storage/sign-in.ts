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
import { loopbackRedirects, resourceServer } from '../../../lambda/contract';
import type { Settings } from '../../settings/settings';
import { invitation } from './invitation';
import { signInPrefix } from './sign-in-domain';

export interface SignInProps extends Pick<Settings, 'mfa'> {
  /** Whether to retain the users when the stack is deleted, with deletion protection. */
  readonly keepState: boolean;
  /** Origin at which users sign in with a browser. @default - none: users sign in from a terminal only */
  readonly pageOrigin?: string;
}

/** Validity of the temporary password in an invitation. */
const tempPasswordValidity = Duration.days(3);

/** Users of the API: an administrator invites them, and they sign in by e-mail address on Cognito's managed login page. */
export class SignIn extends Construct {
  readonly userPool: UserPool;
  /** Issuer, as in the tokens' claim `iss`. */
  readonly issuer: string;
  /** Missing without a page. */
  readonly pageClient?: UserPoolClient;
  /** Client of programs on the user's computer (RFC 8252). */
  readonly nativeClient: UserPoolClient;

  constructor(scope: Construct, id: string, { keepState, pageOrigin, mfa }: SignInProps) {
    super(scope, id);
    const { stackName } = Stack.of(this);
    const required = mfa === 'required';
    this.userPool = new UserPool(this, 'UserPool', {
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      // Self-registration would let strangers store images at your cost. If you change this, set a quota too.
      selfSignUpEnabled: false,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      // Not OPTIONAL, because managed login would then not let users set up a second factor.
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
      // The cheapest plan with managed login: 0.015 USD a month for each active user beyond the first 10,000.
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: keepState,
      // Not RETAIN_ON_UPDATE_OR_DELETE: the rollback of a first deployment would fail because of the deletion protection.
      removalPolicy: keepState ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.issuer = this.userPool.userPoolProviderUrl;
    const domain = this.userPool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: signInPrefix(this) },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    const imagesScope = new ResourceServerScope({
      scopeName: resourceServer.scope,
      scopeDescription: 'Access to the user’s images',
    });
    const api = this.userPool.addResourceServer('Api', { identifier: resourceServer.identifier, scopes: [imagesScope] });
    const scopes = [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.resourceServer(api, imagesScope)];
    const page = pageOrigin ? this.addClient('Page', scopes, [`${pageOrigin}/signed-in`], [`${pageOrigin}/`]) : [];
    const native = this.addClient('Native', scopes, loopbackRedirects);
    [this.pageClient] = page;
    [this.nativeClient] = native;
    oneAfterTheOther([domain, api, ...page, ...native]);
  }

  /** A public client, which cannot keep a secret and uses PKCE. @returns the client and its branding */
  private addClient(
    name: string,
    scopes: OAuthScope[],
    callbackUrls: readonly string[],
    logoutUrls?: readonly string[],
  ): [UserPoolClient, CfnManagedLoginBranding] {
    const client = this.userPool.addClient(name, {
      generateSecret: false,
      // The flow that managed login uses for passwords. A token from a direct use of this flow lacks the API's scope.
      authFlows: { userSrp: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes,
        callbackUrls: [...callbackUrls],
        logoutUrls: logoutUrls && [...logoutUrls],
      },
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      // API Gateway does not detect revoked tokens: a stolen one can be used until it expires.
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      // A refresh token is kept in the memory of a tab or a program. Each can be used once, with a grace period for lost
      // responses.
      refreshTokenValidity: Duration.days(1),
      refreshTokenRotationGracePeriod: Duration.seconds(30),
    });
    // Without a branding, managed login shows "Login pages unavailable".
    const branding = new CfnManagedLoginBranding(this, `${name}Branding`, {
      userPoolId: this.userPool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    return [client, branding];
  }
}

/**
 * Makes CloudFormation update them one after another: Cognito rejects concurrent changes with ConcurrentModificationException.
 */
function oneAfterTheOther(constructs: readonly IConstruct[]): void {
  constructs.reduce((before, after) => {
    after.node.addDependency(before);
    return after;
  });
}
