import java.nio.file.Path;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

/** Serves DIR over Bolt on 127.0.0.1:PORT, with the settings in DIR/neo4j.conf. */
public class Neo4jServer {
    public static void main(String[] args) throws Exception {
        var folder = Path.of(args[0]);
        var address = new SocketAddress("127.0.0.1", Integer.parseInt(args[1]));
        new DatabaseManagementServiceBuilder(folder)
                .loadPropertiesFromFile(folder.resolve("neo4j.conf"))
                .setConfig(GraphDatabaseSettings.auth_enabled, true)
                .setConfig(BoltConnector.enabled, true)
                .setConfig(BoltConnector.listen_address, address)
                .build();

        // The pipe closes when the test run ends, however it ends: no server is left behind.
        while (System.in.read() != -1) {}
        Runtime.getRuntime().halt(0);
    }
}
