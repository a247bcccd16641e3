package callroster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.StringJoiner;

/** What is asked without the SDK: tokens, and operations that this version of it has not. */
final class Http {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private Http() {}

  static String token(String url, String id, String secret)
      throws IOException, InterruptedException {
    String basic = Base64.getEncoder().encodeToString((id + ":" + secret).getBytes());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/oauth/token"))
            .header("Authorization", "Basic " + basic)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("grant_type=client_credentials"))
            .build();
    return JSON.readTree(send(request).body()).get("access_token").asText();
  }

  static JsonNode document(String url) throws IOException, InterruptedException {
    URI address = URI.create(url + "/openapi.json");
    return JSON.readTree(send(HttpRequest.newBuilder(address).build()).body());
  }

  /** Calls an operation as the document describes it. */
  static HttpResponse<String> call(
      String url, String token, String method, String path, JsonNode operation, JsonNode given)
      throws IOException, InterruptedException {
    StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
    for (JsonNode parameter : operation.path("parameters")) {
      String name = parameter.get("name").asText();
      JsonNode value = given.get(name);
      if (value == null) {
        continue;
      }
      if (parameter.get("in").asText().equals("path")) {
        path = path.replace("{" + name + "}", encoded(value.asText()));
      } else {
        for (JsonNode each : value.isArray() ? value : JSON.createArrayNode().add(value)) {
          query.add(name + "=" + encoded(each.asText()));
        }
      }
    }
    JsonNode body = given.get("body");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path + query))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(
                method.toUpperCase(),
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
            .build();
    return send(request);
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
