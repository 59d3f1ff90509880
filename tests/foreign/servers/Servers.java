import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.security.KeyStore;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * Java's TLS servers with every legacy algorithm enabled. Arguments: the PKCS #12 file, its password, then for each
 * server {@code protocols/suites/client}: comma-separated lists (empty: everything) and {@code client} if a client
 * certificate is wanted. Writes a line {@code PORT n} for each, in order, when all listen. With {@code list} as only
 * argument: writes the suites that there are.
 */
public final class Servers {
    private static final ExecutorService THREADS = Executors.newCachedThreadPool();

    public static void main(String[] arguments) throws Exception {
        for (String property : List.of("jdk.tls.disabledAlgorithms", "jdk.tls.legacyAlgorithms", "jdk.certpath.disabledAlgorithms")) {
            Security.setProperty(property, "");
        }
        if (arguments[0].equals("list")) {
            for (String suite : SSLContext.getDefault().getServerSocketFactory().getSupportedCipherSuites()) {
                System.out.println(suite);
            }
            return;
        }
        SSLContext context = context(arguments[0], arguments[1].toCharArray());
        List<SSLServerSocket> sockets = new ArrayList<>();
        for (int index = 2; index < arguments.length; index++) {
            sockets.add(open(context, arguments[index].split("/", -1)));
        }
        for (SSLServerSocket socket : sockets) {
            THREADS.submit(() -> serve(socket));
            System.out.println("PORT " + socket.getLocalPort());
        }
        System.out.flush();
    }

    private static SSLContext context(String file, char[] password) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (FileInputStream input = new FileInputStream(file)) {
            store.load(input, password);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static SSLServerSocket open(SSLContext context, String[] settings) throws IOException {
        SSLServerSocket socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 64, InetAddress.getLoopbackAddress());
        socket.setEnabledProtocols(settings[0].split(","));
        socket.setEnabledCipherSuites(settings[1].isEmpty() ? socket.getSupportedCipherSuites() : settings[1].split(","));
        socket.setNeedClientAuth(settings[2].equals("client"));
        return socket;
    }

    private static void serve(SSLServerSocket listener) {
        while (true) {
            try {
                SSLSocket socket = (SSLSocket) listener.accept();
                THREADS.submit(() -> {
                    try (socket) {
                        socket.startHandshake();
                    } catch (IOException ended) {
                        // Most ClientHellos that arrive are not followed by anything.
                    }
                });
            } catch (IOException closed) {
                return;
            }
        }
    }
}
