import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.wire.message.MongoQuery;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.util.List;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

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

  /** Documents as BSON, which is several times as quick as Java's own serialization. */
  private static final class Bson extends BasicDataType<Document> {
    /** A guess that gives each document a page of its own: a change writes whole pages. */
    @Override
    public int getMemory(Document document) {
      return 1024;
    }

    @Override
    public void write(WriteBuffer buffer, Document document) {
      ByteBuf bytes = Unpooled.buffer();
      BsonEncoder.encodeDocument(document, bytes);
      buffer.put(bytes.nioBuffer());
    }

    @Override
    public Document read(ByteBuffer buffer) {
      ByteBuf bytes = Unpooled.wrappedBuffer(buffer);
      Document document = BsonDecoder.decodeBson(bytes);
      buffer.position(buffer.position() + bytes.readerIndex());
      return document;
    }

    @Override
    public Document[] createStorage(int size) {
      return new Document[size];
    }
  }

  private final class Database extends H2Database {
    Database(String name) {
      super(name, getMvStore(), getCursorRegistry());
    }

    @Override
    protected MongoCollection<Object> openOrCreateCollection(String name, CollectionOptions options) {
      String fullName = getFullCollectionNamespace(name);
      MVMap<Object, Document> documents =
          getMvStore().openMap("databases." + fullName, new MVMap.Builder<Object, Document>().valueType(new Bson()));
      MVMap<String, Object> figures = getMvStore().openMap("meta." + fullName);
      return new H2Collection(this, name, options, documents, figures, getCursorRegistry()) {
        /** Left to itself it goes through all documents as soon as a query names more than the id. */
        @Override
        protected QueryResult queryDocuments(
            Document query, Document order, int skip, int limit, int batch, Document fields) {
          Object id = query.get("_id");
          if (!(id instanceof ObjectId || id instanceof String)) {
            return super.queryDocuments(query, order, skip, limit, batch, fields);
          }
          List<Object> found = documents.containsKey(id) ? List.of(id) : List.of();
          return matchDocuments(query, found, order, skip, limit, batch, fields);
        }

        /** To count the bytes of a document is to write it out anew. */
        @Override
        protected boolean tracksDataSize() {
          return false;
        }
      };
    }
  }

  private DurableMongo(MVStore store) {
    super(store);
    version(new Version());
  }

  @Override
  protected MongoDatabase openOrCreateDatabase(String name) {
    return new Database(name);
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
    // referred to need not be kept either: the file's cache survives the process. Pages are small, and
    // what was read stays in memory.
    MVStore store =
        new MVStore.Builder().fileName(arguments[1]).autoCommitDisabled().pageSplitSize(1024).cacheSize(96).open();
    store.setRetentionTime(0);
    MongoServer server = new MongoServer(new DurableMongo(store));
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
    server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
    System.err.println("listening");
  }
}
