// npm install purecloud-platform-client-v2
import platformClient from 'purecloud-platform-client-v2';

const client = platformClient.ApiClient.instance;
client.setGateway({ host: '{host}', protocol: '{protocol}', port: {port} });
await client.loginClientCredentialsGrant(
  process.env.CALLROSTER_CLIENT_ID,
  process.env.CALLROSTER_CLIENT_SECRET,
);
