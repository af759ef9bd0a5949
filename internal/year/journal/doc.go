// Package journal lets people read the audit log (nhật ký): who did what, what was there
// before and after, and why; and gives units the proof that their own submission stands in
// it. It writes nothing but the line that says who took a copy.
package journal
