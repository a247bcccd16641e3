package callroster;

import com.mypurecloud.sdk.v2.ApiClient;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** One running server with data of its own: a folder, or a schema of the test database. */
final class Server implements AutoCloseable {
  static final String ADMIN_EMAIL = "admin@example.com";
  static final String CLIENT_ID = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
  static final String CLIENT_SECRET = "a-secret-that-only-tests-know";

  private static final String BINARY =
      System.getenv().getOrDefault("CALLROSTER_BINARY", "callroster");
  private static final String DATABASE_URL = System.getenv("CALLROSTER_TEST_DATABASE_URL");
  private static final String LISTENING = "callroster is listening on ";

  private final Path folder;
  private final Process process;
  final List<String> storage;
  final String url;

  Server(List<String> options) throws IOException {
    folder = Files.createTempDirectory("callroster-test-");
    storage =
        DATABASE_URL == null
            ? List.of("--data", folder.resolve("data").toString())
            : List.of("--database-url", newSchema());
    List<String> command = new ArrayList<>(List.of(BINARY, "serve", "--listen", "127.0.0.1:0"));
    command.addAll(storage);
    command.addAll(options);
    File log = folder.resolve("log").toFile();
    process = process(command).redirectError(log).start();
    url = address();
  }

  private ProcessBuilder process(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("CALLROSTER_"));
    environment.put("CALLROSTER_BOOTSTRAP_CLIENT_ID", CLIENT_ID);
    environment.put("CALLROSTER_BOOTSTRAP_CLIENT_SECRET", CLIENT_SECRET);
    environment.put("CALLROSTER_ADMIN_EMAIL", ADMIN_EMAIL);
    environment.put("CALLROSTER_ADMIN_PASSWORD", "Correct-Horse-Battery-9");
    return builder;
  }

  /** Reads the address that the server prints, and keeps reading so that it never blocks. */
  private String address() throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    if (line == null || !line.startsWith(LISTENING)) {
      throw new IOException("the server said: " + Files.readString(folder.resolve("log")));
    }
    Thread rest = new Thread(() -> lines.lines().forEach(ignored -> {}));
    rest.setDaemon(true);
    rest.start();
    return line.substring(LISTENING.length()).trim();
  }

  /** Runs another `callroster` command; answers what it prints. */
  String command(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(BINARY));
    command.addAll(List.of(arguments));
    command.addAll(storage);
    return run(process(command));
  }

  /** The lines that point a client here. */
  String connect(String client) throws IOException, InterruptedException {
    return run(process(List.of(BINARY, "connect", client, "--server", url)));
  }

  /** The SDK with the token of a client. */
  ApiClient signIn(String id, String secret) throws Exception {
    return withToken(Http.token(url, id, secret));
  }

  /** The SDK with a user's own token. */
  ApiClient signInAs(String email) throws Exception {
    return withToken(command("token", "--user", email).trim());
  }

  ApiClient withToken(String token) {
    return ApiClient.Builder.standard().withBasePath(url).withAccessToken(token).build();
  }

  /** Makes an empty schema in the test database; answers the address that points into it. */
  private static String newSchema() throws IOException {
    String schema = "test_" + UUID.randomUUID().toString().replace("-", "");
    String create = "CREATE SCHEMA " + schema;
    try {
      run(new ProcessBuilder("psql", "--quiet", "--no-psqlrc", "--command", create, DATABASE_URL));
    } catch (InterruptedException error) {
      throw new IOException(error);
    }
    String separator = DATABASE_URL.contains("?") ? "&" : "?";
    return DATABASE_URL + separator + "options=-csearch_path%3D" + schema;
  }

  private static String run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(String.join(" ", builder.command()) + " said: " + said);
    }
    return said;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.destroy();
    process.waitFor();
    try (var paths = Files.walk(folder)) {
      paths.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }
}
