package main

// The modules whose test data are read from their folders.
import (
	_ "github.com/corazawaf/libinjection-go"
	_ "github.com/microcosm-cc/bluemonday"
	_ "github.com/xuri/excelize/v2"
)
