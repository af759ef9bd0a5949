package main

import (
	"cmp"
	gocontext "context"
	"maps"
	"slices"
	"syscall"
	"time"

	gofs "github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

type context = gocontext.Context

func sorted[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// A dir is a folder. Its names are those of the tree that the library keeps.
type dir struct {
	gofs.Inode
	d       *disk
	flushed map[string]gofs.InodeEmbedder // the names that an fsync of the folder wrote last
}

func (d *disk) newDir() *dir { return &dir{d: d, flushed: map[string]gofs.InodeEmbedder{}} }

// now gives the names as programs see them.
func (x *dir) now() map[string]gofs.InodeEmbedder {
	m := map[string]gofs.InodeEmbedder{}
	for n, i := range x.Children() {
		m[n] = i.Operations()
	}
	return m
}

// on locks the disk while it has power.
func (d *disk) on() syscall.Errno {
	d.mu.Lock()
	if d.off {
		d.mu.Unlock()
		return syscall.EIO
	}
	return 0
}

// Create implements gofs.NodeCreater.
func (x *dir) Create(ctx context, name string, _ uint32, mode uint32, out *fuse.EntryOut) (*gofs.Inode, gofs.FileHandle, uint32, syscall.Errno) {
	if e := x.d.on(); e != 0 {
		return nil, nil, 0, e
	}
	defer x.d.mu.Unlock()
	f := x.d.newFile(mode)
	f.attr(&out.Attr)
	return x.NewPersistentInode(ctx, f, gofs.StableAttr{Mode: fuse.S_IFREG}), nil, fuse.FOPEN_KEEP_CACHE, 0
}

// Mkdir implements gofs.NodeMkdirer.
func (x *dir) Mkdir(ctx context, _ string, _ uint32, out *fuse.EntryOut) (*gofs.Inode, syscall.Errno) {
	if e := x.d.on(); e != 0 {
		return nil, e
	}
	defer x.d.mu.Unlock()
	out.Attr.Mode = 0o700
	return x.NewPersistentInode(ctx, x.d.newDir(), gofs.StableAttr{Mode: fuse.S_IFDIR}), 0
}

// Unlink implements gofs.NodeUnlinker; the library takes the name away.
func (x *dir) Unlink(context, string) syscall.Errno { return x.power() }

// Rmdir implements gofs.NodeRmdirer.
func (x *dir) Rmdir(_ context, name string) syscall.Errno {
	if c := x.GetChild(name); c != nil && len(c.Children()) > 0 {
		return syscall.ENOTEMPTY
	}
	return x.power()
}

// Rename implements gofs.NodeRenamer; the library moves the name.
func (x *dir) Rename(context, string, gofs.InodeEmbedder, string, uint32) syscall.Errno {
	return x.power()
}

// Link implements gofs.NodeLinker.
func (x *dir) Link(_ context, target gofs.InodeEmbedder, _ string, out *fuse.EntryOut) (*gofs.Inode, syscall.Errno) {
	f, ok := target.(*file)
	if !ok {
		return nil, syscall.EPERM
	}
	if e := x.d.on(); e != 0 {
		return nil, e
	}
	defer x.d.mu.Unlock()
	f.attr(&out.Attr)
	return f.EmbeddedInode(), 0
}

// Getattr implements gofs.NodeGetattrer.
func (x *dir) Getattr(_ context, _ gofs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	out.Mode = 0o700
	return 0
}

// Setattr implements gofs.NodeSetattrer.
func (x *dir) Setattr(context, gofs.FileHandle, *fuse.SetAttrIn, *fuse.AttrOut) syscall.Errno {
	return x.power()
}

// Fsync implements gofs.NodeFsyncer: the names of the folder reach the disk.
func (x *dir) Fsync(context, gofs.FileHandle, uint32) syscall.Errno {
	if e := x.d.on(); e != 0 {
		return e
	}
	defer x.d.mu.Unlock()
	x.flushed = x.now()
	return 0
}

func (x *dir) power() syscall.Errno {
	e := x.d.on()
	if e == 0 {
		x.d.mu.Unlock()
	}
	return e
}

// A file has its content as programs see it and as the disk holds it.
type file struct {
	gofs.Inode
	d       *disk
	mode    uint32
	changed time.Time
	data    []byte
	flushed []byte
	loose   map[int]bool // blocks written since the last fsync
}

func (d *disk) newFile(mode uint32) *file {
	return &file{d: d, mode: mode & 0o777, changed: time.Now(), loose: map[int]bool{}}
}

func (f *file) attr(out *fuse.Attr) {
	out.Mode, out.Size, out.Blksize = f.mode, uint64(len(f.data)), block
	out.Blocks = (out.Size + 511) / 512
	out.SetTimes(nil, &f.changed, &f.changed)
}

// Open implements gofs.NodeOpener.
func (f *file) Open(context, uint32) (gofs.FileHandle, uint32, syscall.Errno) {
	e := f.d.on()
	if e == 0 {
		f.d.mu.Unlock()
	}
	return nil, fuse.FOPEN_KEEP_CACHE, e
}

// Getattr implements gofs.NodeGetattrer.
func (f *file) Getattr(_ context, _ gofs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	f.attr(&out.Attr)
	return 0
}

// Setattr implements gofs.NodeSetattrer.
func (f *file) Setattr(_ context, _ gofs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	if e := f.d.on(); e != 0 {
		return e
	}
	defer f.d.mu.Unlock()
	if m, ok := in.GetMode(); ok {
		f.mode = m & 0o777
	}
	if n, ok := in.GetSize(); ok {
		if int(n) > len(f.data) {
			f.touch(len(f.data), int(n))
		}
		f.data, f.changed = resize(f.data, int(n)), time.Now()
	}
	f.attr(&out.Attr)
	return 0
}

func (f *file) touch(from, to int) {
	for n := from / block; n*block < to; n++ {
		f.loose[n] = true
	}
}

// Read implements gofs.NodeReader.
func (f *file) Read(_ context, _ gofs.FileHandle, into []byte, at int64) (fuse.ReadResult, syscall.Errno) {
	if e := f.d.on(); e != 0 {
		return nil, e
	}
	defer f.d.mu.Unlock()
	n := 0
	if at < int64(len(f.data)) {
		n = copy(into, f.data[at:])
	}
	return fuse.ReadResultData(into[:n]), 0
}

// Write implements gofs.NodeWriter.
func (f *file) Write(_ context, _ gofs.FileHandle, b []byte, at int64) (uint32, syscall.Errno) {
	if e := f.d.on(); e != 0 {
		return 0, e
	}
	defer f.d.mu.Unlock()
	end := int(at) + len(b)
	f.touch(min(int(at), len(f.data)), end)
	f.data = resize(f.data, max(len(f.data), end))
	copy(f.data[at:], b)
	f.changed = time.Now()
	return uint32(len(b)), 0
}

// Fsync implements gofs.NodeFsyncer: the bytes of the file reach the disk.
func (f *file) Fsync(context, gofs.FileHandle, uint32) syscall.Errno {
	if e := f.d.on(); e != 0 {
		return e
	}
	defer f.d.mu.Unlock()
	f.flushed = resize(f.flushed, len(f.data))
	for n := range f.loose {
		if from, to := n*block, min((n+1)*block, len(f.data)); from < to {
			copy(f.flushed[from:to], f.data[from:to])
		}
	}
	f.loose = map[int]bool{}
	return 0
}
