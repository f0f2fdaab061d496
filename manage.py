#!/usr/bin/env python
"""Runs the city's management commands on the same settings and database as script/server."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bilatserkva_site.settings.demo")
    execute_from_command_line(sys.argv)
