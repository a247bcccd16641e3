package callroster;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What an authenticator app shows for the address of a key (RFC 6238). */
final class Authenticator {
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private Authenticator() {}

  static String codeOf(String keyUri) throws Exception {
    Map<String, String> fields = new HashMap<>();
    for (String field : keyUri.substring(keyUri.indexOf('?') + 1).split("&")) {
      int equals = field.indexOf('=');
      fields.put(field.substring(0, equals), field.substring(equals + 1));
    }
    int period = Integer.parseInt(fields.getOrDefault("period", "30"));
    int digits = Integer.parseInt(fields.getOrDefault("digits", "6"));
    String algorithm = "Hmac" + fields.getOrDefault("algorithm", "SHA1");
    Mac mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(bytes(fields.get("secret")), algorithm));
    long counter = System.currentTimeMillis() / 1000 / period;
    byte[] digest = mac.doFinal(ByteBuffer.allocate(8).putLong(counter).array());
    int offset = digest[digest.length - 1] & 15;
    int number = ByteBuffer.wrap(digest, offset, 4).getInt() & 0x7fffffff;
    return String.format("%0" + digits + "d", number % (int) Math.pow(10, digits));
  }

  private static byte[] bytes(String letters) {
    ByteBuffer bytes = ByteBuffer.allocate(letters.length() * 5 / 8);
    int held = 0;
    int bits = 0;
    for (char letter : letters.toCharArray()) {
      held = held << 5 | BASE32.indexOf(letter);
      bits += 5;
      if (bits >= 8 && bytes.hasRemaining()) {
        bits -= 8;
        bytes.put((byte) (held >> bits));
      }
    }
    return bytes.array();
  }
}
