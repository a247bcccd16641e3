// Maven: com.mypurecloud:platform-client-v2
import com.mypurecloud.sdk.v2.ApiClient;
import com.mypurecloud.sdk.v2.Configuration;
import com.mypurecloud.sdk.v2.api.OrganizationApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;

public class Connect {
    static final String SERVER = "{url}";

    public static void main(String[] arguments) throws Exception {
        ApiClient client = ApiClient.Builder.standard()
            .withBasePath(SERVER)
            .withAccessToken(token())
            .build();
        Configuration.setDefaultApiClient(client);
        System.out.println(new OrganizationApi().getOrganizationsMe().getName());
    }

    /** The SDK would ask a host of its own for it. */
    static String token() throws Exception {
        String client = System.getenv("CALLROSTER_CLIENT_ID") + ":" + System.getenv("CALLROSTER_CLIENT_SECRET");
        HttpRequest request = HttpRequest.newBuilder(URI.create(SERVER + "/oauth/token"))
            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(client.getBytes()))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
            .build();
        String answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
        return answer.replaceAll(".*\"access_token\"\\s*:\\s*\"([^\"]+)\".*", "$1");
    }
}
