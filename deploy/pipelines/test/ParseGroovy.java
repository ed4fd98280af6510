import java.io.File;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.Phases;

/** Reads Groovy files as Groovy's own compiler does, without looking for what only Jenkins has. */
public class ParseGroovy {
  public static void main(String[] paths) {
    for (String path : paths) {
      CompilationUnit unit = new CompilationUnit();
      unit.addSource(new File(path));
      unit.compile(Phases.CONVERSION);
    }
  }
}
