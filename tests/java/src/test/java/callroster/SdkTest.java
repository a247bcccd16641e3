package callroster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mypurecloud.sdk.v2.ApiClient;
import com.mypurecloud.sdk.v2.ApiException;
import com.mypurecloud.sdk.v2.api.UsersApi;
import com.mypurecloud.sdk.v2.api.request.GetUsersRequest;
import com.mypurecloud.sdk.v2.model.CreateUser;
import com.mypurecloud.sdk.v2.model.User;
import com.mypurecloud.sdk.v2.model.UserEntityListing;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What only this SDK has: its models, its exceptions and the headers that it looks for. */
class SdkTest {
  @Test
  void aListIsReadPageByPage() throws Exception {
    try (Server server = new Server(List.of("--demo", "--rate-limit", "off"))) {
      UsersApi users = new UsersApi(server.signIn(Server.CLIENT_ID, Server.CLIENT_SECRET));
      TreeSet<String> names = new TreeSet<>();
      int pages = 0;
      UserEntityListing listing;
      do {
        pages++;
        listing =
            users.getUsers(
                GetUsersRequest.builder().withPageSize(20).withPageNumber(pages).build());
        listing.getEntities().stream().map(User::getId).forEach(names::add);
      } while (pages < listing.getPageCount());
      assertEquals(3, pages);
      assertEquals(listing.getTotal(), names.size());
    }
  }

  @Test
  void aRefusalIsAnExceptionWithItsCorrelationId() throws Exception {
    try (Server server = new Server(List.of())) {
      UsersApi users = new UsersApi(server.signIn(Server.CLIENT_ID, Server.CLIENT_SECRET));
      ApiException refused =
          assertThrows(ApiException.class, () -> users.getUser("nobody", null, null, null));
      assertEquals(404, refused.getStatusCode());
      assertTrue(refused.getRawBody().contains(refused.getCorrelationId()));
      ApiException invalid =
          assertThrows(ApiException.class, () -> users.postUsers(new CreateUser().name("Ada")));
      assertEquals(400, invalid.getStatusCode());
      assertTrue(invalid.getRawBody().contains("email"), invalid.getRawBody());
    }
  }

  @Test
  void theSecondsToWaitAreFoundByTheNameThatTheSdkLooksFor() throws Exception {
    try (Server server = new Server(List.of("--rate-limit", "1"))) {
      ApiClient client = server.signIn(Server.CLIENT_ID, Server.CLIENT_SECRET);
      UsersApi users = new UsersApi(client);
      users.getUsers(GetUsersRequest.builder().build());
      ApiException refused =
          assertThrows(
              ApiException.class, () -> users.getUsers(GetUsersRequest.builder().build()));
      assertEquals(429, refused.getStatusCode());
      int seconds = Integer.parseInt(refused.getHeader("Retry-After"));
      assertTrue(seconds > 0 && seconds <= 60, refused.getHeaders().toString());
    }
  }
}
