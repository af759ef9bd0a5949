# Opens Word files in LibreOffice, accepts or rejects all tracked changes and prints the
# paragraphs of the body: one JSON object, file and mode -> list. "save" saves the file again as
# FILE.saved.docx; "edit" turns the tracking of changes on before, puts words behind every fifth
# paragraph that begins with "Đoạn" and takes the last word of every seventh one away.
import json
import os, sys, time, uno
from com.sun.star.beans import PropertyValue

def prop(name, value):
    p = PropertyValue()
    p.Name, p.Value = name, value
    return p

local = uno.getComponentContext()
resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
for _ in range(120):
    try:
        ctx = resolver.resolve("uno:pipe,name=%s;urp;StarOffice.ComponentContext" % sys.argv[1])
        break
    except Exception:
        time.sleep(0.5)
desktop = ctx.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", ctx)
dispatcher = ctx.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", ctx)
out = {}
for arg in sys.argv[2:]:
    mode, path = arg.split(":", 1)
    doc = desktop.loadComponentFromURL("file://" + path, "_blank", 0, (prop("Hidden", True),))
    if mode != "plain":
        dispatcher.executeDispatch(doc.getCurrentController().getFrame(), ".uno:AcceptAllTrackedChanges" if mode == "accept" else ".uno:RejectAllTrackedChanges", "", 0, ())
    if mode == "edit":
        doc.RecordChanges = True
        places, n = [], 0
        e = doc.Text.createEnumeration()
        while e.hasMoreElements():
            p = e.nextElement()
            if p.supportsService("com.sun.star.text.Paragraph") and "Đoạn" in p.String:
                n += 1
                places.append((n, p))
        for n, p in places:
            if n % 5 == 0:
                c = doc.Text.createTextCursorByRange(p.End)
                doc.Text.insertString(c, " Thêm ở đoạn %d." % n, False)
            elif n % 7 == 0:
                c = doc.Text.createTextCursorByRange(p.End)
                c.goLeft(6, True)
                c.String = ""
    if mode in ("save", "edit"):
        doc.storeToURL("file://" + path + ".saved.docx", (prop("FilterName", "MS Word 2007 XML"),))
    lines = []
    e = doc.Text.createEnumeration()
    while e.hasMoreElements():
        p = e.nextElement()
        if p.supportsService("com.sun.star.text.Paragraph"):
            lines.append(p.String)
    out[arg] = lines
    doc.close(True)
print(json.dumps(out), flush=True)
try:
    desktop.terminate()
except Exception:
    pass
os._exit(0)  # the bridge may crash while the interpreter takes itself apart
