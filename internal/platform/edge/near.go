package edge

import (
	"net"
	"strconv"
)

// Near gives "host:port" of this machine as other machines of its network reach a listener:
// nothing when it listens for this machine alone. The address of the listener itself comes
// first, then the private ones, then the others; link-local ones are left out.
func Near(a net.Addr) []string {
	t, ok := a.(*net.TCPAddr)
	if !ok || t.IP.IsLoopback() {
		return nil
	}
	port := strconv.Itoa(t.Port)
	if !t.IP.IsUnspecified() {
		return []string{net.JoinHostPort(t.IP.String(), port)}
	}
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	return sorted(all, port)
}

func sorted(all []net.Addr, port string) []string {
	var private, others []string
	for _, x := range all {
		n, ok := x.(*net.IPNet)
		switch {
		case !ok || !n.IP.IsGlobalUnicast():
		case n.IP.IsPrivate() && n.IP.To4() != nil:
			private = append(private, net.JoinHostPort(n.IP.String(), port))
		default:
			others = append(others, net.JoinHostPort(n.IP.String(), port))
		}
	}
	return append(private, others...)
}
