package story

import (
	"os"
	"testing"

	"thidua/internal/platform/web/webtest"
)

func TestMain(m *testing.M) { os.Exit(webtest.Run(m)) }
