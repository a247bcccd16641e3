package callroster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.mypurecloud.sdk.v2.ApiClient;
import com.mypurecloud.sdk.v2.ApiException;
import com.mypurecloud.sdk.v2.ApiRequest;
import com.mypurecloud.sdk.v2.ApiResponse;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The calls of the table, in their order; each may use what those before it kept. */
final class Story implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("\\{(.+?)\\}");
  private static final Pattern DATE =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
  /** How long something may take until a call says it, in seconds. */
  private static final int PATIENCE = 60;
  private static final String SDK = "com.mypurecloud.sdk.v2.";

  private final Server server;
  private final Map<String, String> kept = new HashMap<>();
  private final Map<String, String> tokens = new HashMap<>();
  private final Map<String, JsonNode> operations = new HashMap<>();
  private final Map<String, String[]> places = new HashMap<>();
  private String failed;

  /** Operations of the table that this version of the SDK has no method for. */
  final List<String> missing = new ArrayList<>();

  static JsonNode table() throws Exception {
    return Http.JSON.readTree(Files.readString(Path.of("../operations.json")));
  }

  Story(JsonNode table) throws Exception {
    List<String> options = new ArrayList<>(List.of("--rate-limit", "off", "--token-rate-limit", "off"));
    table.get("server").forEach(option -> options.add(option.asText()));
    server = new Server(options);
    kept.put("clientId", Server.CLIENT_ID);
    kept.put("adminEmail", Server.ADMIN_EMAIL);
    tokens.put("client", Http.token(server.url, Server.CLIENT_ID, Server.CLIENT_SECRET));
    JsonNode there = Http.JSON.readTree(server.command("org", "create", "There", "--json"));
    String id = there.get("clientId").asText();
    tokens.put("there", Http.token(server.url, id, there.get("clientSecret").asText()));
    Http.document(server.url)
        .get("paths")
        .fields()
        .forEachRemaining(
            path ->
                path.getValue()
                    .fields()
                    .forEachRemaining(
                        method -> {
                          String name = method.getValue().path("operationId").asText();
                          operations.put(name, method.getValue());
                          places.put(name, new String[] {method.getKey(), path.getKey()});
                        }));
  }

  /** Makes one call. What follows a failure would only fail for want of what it kept. */
  void tell(JsonNode row) throws Exception {
    assertNull(failed, failed + " failed before");
    failed = row.get("call").asText();
    call(row);
    failed = null;
  }

  private void call(JsonNode row) throws Exception {
    String id = row.get("call").asText();
    ObjectNode given = Http.JSON.createObjectNode();
    for (String part : List.of("with", "options")) {
      if (row.has(part)) {
        given.setAll((ObjectNode) filled(row.get(part)));
      }
    }
    JsonNode refused = row.get("refused");
    Answer answer = answer(id, row, given);
    Instant ends = Instant.now().plusSeconds(PATIENCE);
    while (answer.status < 300 && !says(answer.raw, row.path("until"))) {
      assertTrue(Instant.now().isBefore(ends), answer.raw.toString());
      Thread.sleep(50);
      answer = answer(id, row, given);
    }
    if (refused != null) {
      assertEquals(refused.get("status").asInt(), answer.status, answer.raw.toString());
      assertEquals(refused.path("code").asText(), answer.raw.path("code").asText());
      for (JsonNode word : refused.path("naming")) {
        String message = answer.raw.path("message").asText();
        assertTrue(message.contains(filled(word).asText()), message);
      }
      return;
    }
    assertTrue(answer.status < 300, answer.status + ": " + answer.raw);
    if (row.has("answers")) {
      compare(answer.typed, answer.raw, row.get("answers"), id);
    }
    JsonNode said = answer.raw;
    JsonNode keep = row.path("keep");
    keep.fields()
        .forEachRemaining(
            field -> {
              JsonNode found = said;
              for (String word : field.getValue().asText().split("\\.")) {
                found = word.matches("\\d+") ? found.path(Integer.parseInt(word)) : found.path(word);
              }
              kept.put(field.getKey(), found.asText());
            });
  }

  private static boolean says(JsonNode answer, JsonNode until) {
    var fields = until.fields();
    while (fields.hasNext()) {
      var field = fields.next();
      if (!answer.path(field.getKey()).equals(field.getValue())) {
        return false;
      }
    }
    return true;
  }

  /** What came back: as the SDK's model, and as it was on the wire. */
  private record Answer(int status, JsonNode typed, JsonNode raw) {}

  private Answer answer(String id, JsonNode row, ObjectNode given) throws Exception {
    String token = token(row.path("as").asText("client"));
    if (row.has("request")) {
      String[] request = filled(row.get("request").asText()).split(" ");
      var sent = Http.call(server.url, token, request[0], request[1], row, given);
      return new Answer(sent.statusCode(), MissingNode.getInstance(), json(sent.body()));
    }
    Class<?> form;
    try {
      form = Class.forName(SDK + "api.request." + capitalised(id) + "Request");
    } catch (ClassNotFoundException absent) {
      missing.add(id);
      String[] place = places.get(id);
      var answer = Http.call(server.url, token, place[0], place[1], operations.get(id), given);
      return new Answer(answer.statusCode(), MissingNode.getInstance(), json(answer.body()));
    }
    ApiClient client = server.withToken(token);
    ObjectMapper mapper = client.getObjectMapper();
    Object asked = form.getConstructor().newInstance();
    var fields = given.fields();
    while (fields.hasNext()) {
      var field = fields.next();
      boolean optional = row.path("options").has(field.getKey());
      set(mapper, asked, field.getKey(), field.getValue(), optional);
    }
    ApiRequest<?> sent = (ApiRequest<?>) form.getMethod("withHttpInfo").invoke(asked);
    Class<?> api = Class.forName(SDK + "api." + row.get("class").asText() + "Api");
    Object instance = api.getConstructor(ApiClient.class).newInstance(client);
    Method call = api.getMethod(id, ApiRequest.class);
    JsonNode body = given.path("body");
    JsonNode modelled = sent.getBody() == null ? body : mapper.valueToTree(sent.getBody());
    // Fields that are newer than this version's models would be lost on the way, and some models
    // add empty lists, which mean something in a PATCH.
    boolean modelSaysIt = holds(modelled, body) && holds(body, modelled);
    Object request = modelSaysIt ? sent : withBody(sent, body);
    ApiResponse<?> response = (ApiResponse<?>) call.invoke(instance, request);
    JsonNode raw = json(response.getRawBody());
    assertNotNull(response.getCorrelationId(), "every answer names its correlation id");
    if (response instanceof ApiException) {
      return new Answer(response.getStatusCode(), MissingNode.getInstance(), raw);
    }
    JsonNode typed =
        response.getBody() == null ? MissingNode.getInstance() : mapper.valueToTree(response.getBody());
    return new Answer(response.getStatusCode(), typed, raw);
  }

  /** Has the first all that the second has? */
  private static boolean holds(JsonNode whole, JsonNode part) {
    if (part.isObject()) {
      var fields = part.fields();
      while (fields.hasNext()) {
        var field = fields.next();
        boolean absent = field.getValue().isNull();
        if (!absent && !holds(whole.path(field.getKey()), field.getValue())) {
          return false;
        }
      }
    }
    for (int number = 0; part.isArray() && number < part.size(); number++) {
      if (!holds(whole.path(number), part.get(number))) {
        return false;
      }
    }
    return !whole.isMissingNode();
  }

  private static Object withBody(ApiRequest<?> request, JsonNode body) {
    return Proxy.newProxyInstance(
        ApiRequest.class.getClassLoader(),
        new Class<?>[] {ApiRequest.class},
        (proxy, method, arguments) ->
            method.getName().equals("getBody") ? body : method.invoke(request, arguments));
  }

  private static void set(
      ObjectMapper mapper, Object request, String name, JsonNode value, boolean optional)
      throws Exception {
    String setter = "set" + capitalised(name.replaceAll("[^A-Za-z0-9]", ""));
    for (Method method : request.getClass().getMethods()) {
      if (method.getName().equalsIgnoreCase(setter)) {
        var type = mapper.constructType(method.getGenericParameterTypes()[0]);
        method.invoke(request, (Object) mapper.convertValue(value, type));
        return;
      }
    }
    // An option that is newer than this version; what it changes would show in the answer.
    assertTrue(optional, request.getClass().getSimpleName() + " takes no " + name);
  }

  /** What was on the wire, and where the SDK has a field for it the same in its model. */
  private void compare(JsonNode typed, JsonNode raw, JsonNode expected, String place)
      throws Exception {
    if (expected.isNull()) {
      boolean empty = raw.isMissingNode() || raw.isNull() || raw.isEmpty();
      assertTrue(empty, place + ": " + raw);
    } else if (expected.isArray()) {
      assertTrue(raw.isArray() && raw.size() == expected.size(), place + ": " + raw);
      for (int number = 0; number < expected.size(); number++) {
        String inside = place + "[" + number + "]";
        compare(typed.path(number), raw.path(number), expected.get(number), inside);
      }
    } else if (expected.isObject()) {
      var fields = expected.fields();
      while (fields.hasNext()) {
        var field = fields.next();
        String name = filled(field.getKey());
        compare(typed.path(name), raw.path(name), field.getValue(), place + "." + name);
      }
    } else if (expected.asText().equals("{any}")) {
      assertTrue(!raw.isMissingNode() && !raw.isNull(), place);
    } else if (expected.asText().equals("{date}")) {
      assertTrue(DATE.matcher(raw.asText()).matches(), place + ": " + raw);
    } else {
      String wanted = filled(expected).asText();
      assertEquals(wanted, raw.asText(), place);
      if (typed.isValueNode() && !typed.isNull()) {
        assertEquals(wanted, typed.asText(), place + " in the model");
      }
    }
  }

  private String token(String who) throws Exception {
    if (tokens.containsKey(who)) {
      return tokens.get(who);
    }
    String email = who.equals("admin") ? Server.ADMIN_EMAIL : who;
    return server.command("token", "--user", email).trim();
  }

  /** With what was kept in place of its names. */
  private JsonNode filled(JsonNode value) throws Exception {
    if (value.isTextual()) {
      return new TextNode(filled(value.asText()));
    }
    if (value.isArray()) {
      ArrayNode filled = Http.JSON.createArrayNode();
      for (JsonNode each : value) {
        filled.add(filled(each));
      }
      return filled;
    }
    if (value.isObject()) {
      ObjectNode filled = Http.JSON.createObjectNode();
      var fields = value.fields();
      while (fields.hasNext()) {
        var field = fields.next();
        filled.set(filled(field.getKey()), filled(field.getValue()));
      }
      return filled;
    }
    return value;
  }

  private String filled(String text) throws Exception {
    Matcher names = NAME.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (names.find()) {
      names.appendReplacement(filled, Matcher.quoteReplacement(named(names.group(1))));
    }
    return names.appendTail(filled).toString();
  }

  private String named(String name) throws Exception {
    if (name.startsWith("code of ")) {
      return Authenticator.codeOf(kept.get(name.substring("code of ".length())));
    }
    if (name.equals("last day")) {
      return Instant.now().minusSeconds(86_400) + "/" + Instant.now().plusSeconds(60);
    }
    assertTrue(kept.containsKey(name), "nothing was kept as " + name);
    return kept.get(name);
  }

  private static String capitalised(String word) {
    return word.substring(0, 1).toUpperCase() + word.substring(1);
  }

  private static JsonNode json(String text) throws Exception {
    return text == null || text.isBlank() ? MissingNode.getInstance() : Http.JSON.readTree(text);
  }

  @Override
  public void close() throws Exception {
    server.close();
  }
}
