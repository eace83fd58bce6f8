package dev.regroup.broker.config;

/// @param host a name or address as clients would write it; IPv6 without brackets; `""` means every
///   local address
/// @param port 0 to 65,535; 0 lets the system choose when binding
public record HostPort(String host, int port) {
    public HostPort {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port %d is not in 0..65535".formatted(port));
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
