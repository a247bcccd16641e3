package callroster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Every operation through the SDK, from the table that the suites of all languages share. */
@TestInstance(Lifecycle.PER_CLASS)
class OperationsTest {
  private Story story;

  @TestFactory
  List<DynamicTest> everyOperation() throws Exception {
    JsonNode table = Story.table();
    story = new Story(table);
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode row : table.get("calls")) {
      if (row.has("class")) {
        tests.add(dynamicTest(row.get("call").asText(), () -> story.tell(row)));
      }
    }
    tests.add(dynamicTest("operations that this version has not are known", this::missing));
    return tests;
  }

  /** So that an operation is not left out unnoticed because of its name. */
  private void missing() throws Exception {
    TreeSet<String> known = new TreeSet<>(Files.readAllLines(Path.of("newer-operations.txt")));
    known.removeIf(line -> line.isBlank() || line.startsWith("#"));
    assertEquals(known, new TreeSet<>(story.missing));
  }

  @AfterAll
  void stop() throws Exception {
    if (story != null) {
      story.close();
    }
  }
}
