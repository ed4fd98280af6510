import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoQuery;
import io.netty.channel.Channel;
import java.util.List;
import org.h2.mvstore.MVStore;

/**
 * A server that speaks MongoDB's wire protocol and bears being killed: a command is answered once its changes are in the
 * file, and no command sees changes that are not. Arguments: the port and the file.
 */
final class DurableMongo extends H2Backend {
  /** The oldest that today's drivers speak to. */
  private record Version() implements MongoVersion {
    @Override
    public List<Integer> getVersionArray() {
      return List.of(4, 4, 0);
    }

    @Override
    public int getWireVersion() {
      return 9;
    }
  }

  private DurableMongo(MVStore store) {
    super(store);
    version(new Version());
  }

  @Override
  public synchronized Document handleCommand(Channel channel, String database, String command, Document query) {
    try {
      return super.handleCommand(channel, database, command, query);
    } finally {
      commit();
    }
  }

  @Override
  public synchronized QueryResult handleQuery(MongoQuery query) {
    return super.handleQuery(query);
  }

  public static void main(String[] arguments) {
    // Left to itself the store writes about once a second, and in the middle of a command as well. What is no longer
    // referred to need not be kept either: the file's cache survives the process.
    MVStore store = new MVStore.Builder().fileName(arguments[1]).autoCommitDisabled().open();
    store.setRetentionTime(0);
    MongoServer server = new MongoServer(new DurableMongo(store));
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
    server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
    System.err.println("listening");
  }
}
