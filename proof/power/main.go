// Power is a file system for the power-cut test: it holds a folder in memory, and beside
// what programs see it keeps what a disk without electricity would hold, which is only what
// was flushed with fsync: bytes of files, and names in folders, each for itself.
//
//	power FOLDER MOUNTPOINT
//
// It reads commands, one a line, and answers each with a line:
//
//	cut SEED OUT   from now on nothing succeeds any more; what the disk holds goes to OUT
//	end            unmount
package main

import (
	"bufio"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	gofs "github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("power FOLDER MOUNTPOINT")
	}
	d := &disk{}
	root := d.newDir()
	second := time.Second
	server, err := gofs.Mount(args[1], root, &gofs.Options{
		MountOptions: fuse.MountOptions{DirectMountStrict: true, FsName: "power", Name: "power"},
		EntryTimeout: &second, AttrTimeout: &second,
		OnAdd: func(ctx context) { d.err = d.load(ctx, root, args[0]) },
	})
	if err != nil {
		return err
	}
	defer server.Unmount()
	if d.err != nil {
		return d.err
	}
	fmt.Println("ready")
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		word, rest, _ := strings.Cut(in.Text(), " ")
		switch word {
		case "cut":
			var seed uint64
			var out string
			if _, err := fmt.Sscanf(rest, "%d %s", &seed, &out); err != nil {
				return err
			}
			told, err := d.cut(root, rand.New(rand.NewPCG(seed, 7)), out)
			if err != nil {
				return err
			}
			fmt.Println(told)
		case "end":
			return nil
		}
	}
	return in.Err()
}

// A disk is all files under one lock: one flush at a time, and a cut between two of them.
type disk struct {
	mu  sync.Mutex
	off bool // the power is gone
	err error

	// What the last cut found.
	loose, kept, torn, names int
}

const block = 4096

// cut takes the power away and writes down what a disk may hold now. What was not flushed
// survives by chance, in any order: of each file a random choice of its blocks, one of them
// torn at a 512-byte sector; of the names in folders either only what was flushed, or all,
// as a journal does that happened to be written just before.
func (d *disk) cut(root *dir, dice *rand.Rand, out string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.off = true
	journal := dice.IntN(2) == 0
	err := d.save(root, dice, journal, out)
	return fmt.Sprintf("journal=%v loose=%d kept=%d torn=%d names=%d", journal, d.loose, d.kept, d.torn, d.names), err
}

func (d *disk) save(x *dir, dice *rand.Rand, journal bool, out string) error {
	if err := os.MkdirAll(out, 0o700); err != nil {
		return err
	}
	names := x.flushed
	if live := x.now(); journal {
		names = live
	} else {
		for n, node := range live {
			if names[n] != node {
				d.names++ // a name that is lost, or leads to what it led to before
			}
		}
	}
	for _, name := range sorted(names) {
		path := filepath.Join(out, name)
		switch node := names[name].(type) {
		case *dir:
			if err := d.save(node, dice, journal, path); err != nil {
				return err
			}
		case *file:
			if strings.HasSuffix(name, "-shm") {
				continue // memory shared by processes: no disk ever needs it
			}
			if err := os.WriteFile(path, d.survivor(node, dice), 0o600); err != nil {
				return err
			}
		}
	}
	return nil
}

// survivor gives the content of a file after the cut.
func (d *disk) survivor(f *file, dice *rand.Rand) []byte {
	b := append([]byte(nil), f.flushed...)
	if len(f.loose) == 0 && len(f.data) == len(b) {
		return b
	}
	if dice.IntN(4) == 0 {
		d.loose += len(f.loose)
		return b // nothing of it was written in time
	}
	if dice.IntN(2) == 0 { // the new length was written
		b = resize(b, len(f.data))
	}
	for _, n := range sorted(f.loose) {
		d.loose++
		if dice.IntN(2) == 0 {
			continue
		}
		from, to := n*block, min((n+1)*block, len(f.data))
		if from >= to {
			continue
		}
		if dice.IntN(8) == 0 { // torn within the block
			d.torn++
			to = min(to, from+512*(1+dice.IntN(7)))
		}
		d.kept++
		b = resize(b, max(len(b), to))
		copy(b[from:to], f.data[from:to])
	}
	return b
}

func resize(b []byte, n int) []byte {
	if n <= len(b) {
		return b[:n]
	}
	return append(b, make([]byte, n-len(b))...)
}

// load reads a folder; all of it counts as flushed.
func (d *disk) load(ctx context, x *dir, from string) error {
	list, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, e := range list {
		path := filepath.Join(from, e.Name())
		if e.IsDir() {
			sub := d.newDir()
			x.AddChild(e.Name(), x.NewPersistentInode(ctx, sub, gofs.StableAttr{Mode: fuse.S_IFDIR}), true)
			if err := d.load(ctx, sub, path); err != nil {
				return err
			}
			continue
		}
		if e.Type() != fs.FileMode(0) {
			return fmt.Errorf("%s is no ordinary file", path)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		f := d.newFile(0o600)
		f.data, f.flushed = b, append([]byte(nil), b...)
		x.AddChild(e.Name(), x.NewPersistentInode(ctx, f, gofs.StableAttr{Mode: fuse.S_IFREG}), true)
	}
	x.flushed = x.now()
	return nil
}
