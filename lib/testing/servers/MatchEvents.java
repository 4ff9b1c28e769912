import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import software.amazon.event.ruler.Ruler;

/** Reads pairs of lines, a pattern and an event, both JSON; prints for each pair whether the event matches. */
class MatchEvents {
  public static void main(String[] args) throws Exception {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String pattern = lines.readLine(); pattern != null; pattern = lines.readLine()) {
      System.out.println(Ruler.matchesRule(lines.readLine(), pattern));
    }
  }
}
