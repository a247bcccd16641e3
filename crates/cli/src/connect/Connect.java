// Maven: com.mypurecloud:platform-client-v2
import com.mypurecloud.sdk.v2.ApiClient;
import com.mypurecloud.sdk.v2.Configuration;

public class Connect {
    public static void main(String[] arguments) throws Exception {
        ApiClient client = ApiClient.Builder.standard()
            .withGateway("{host}", "{protocol}", {port}, "", "")
            .build();
        client.authorizeClientCredentials(
            System.getenv("CALLROSTER_CLIENT_ID"), System.getenv("CALLROSTER_CLIENT_SECRET"));
        Configuration.setDefaultApiClient(client);
    }
}
