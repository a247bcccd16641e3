package callroster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines that `callroster connect java` prints, run as they are printed. */
class ConnectTest {
  @TempDir Path folder;

  @Test
  void thePrintedLinesSignIn() throws Exception {
    try (Server server = new Server(List.of("--organization-name", "Connected"))) {
      Path source = folder.resolve("Connect.java");
      Files.writeString(source, server.connect("java"));
      String classes =
          System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
      int compiled =
          ToolProvider.getSystemJavaCompiler()
              .run(null, null, null, "-cp", classes, "-d", folder.toString(), source.toString());
      assertEquals(0, compiled);
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      String path = folder + File.pathSeparator + classes;
      ProcessBuilder builder = new ProcessBuilder(java, "-cp", path, "Connect");
      builder.environment().put("CALLROSTER_CLIENT_ID", Server.CLIENT_ID);
      builder.environment().put("CALLROSTER_CLIENT_SECRET", Server.CLIENT_SECRET);
      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor());
      assertEquals("Connected", said.trim());
    }
  }
}
