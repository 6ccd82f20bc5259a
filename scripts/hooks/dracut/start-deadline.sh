#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# start-deadline.sh - hooks are sourced, and deadline exits.

: >/run/kdump-prep-since
/usr/libexec/kdump-prep-deadline
