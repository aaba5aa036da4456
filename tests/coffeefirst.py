"""The program as it stands in this folder, wherever the installed script may point to.

python -m tests.coffeefirst check
"""

import sys

from service.cli import main

if __name__ == "__main__":
    sys.argv[0] = "coffeefirst"
    main()
