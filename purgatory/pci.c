// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pci.c - stop the interrupts of the PCI functions that the plan names, and
 * of those that appeared since.
 *
 * The dying kernel leaves MSI and MSI-X as they are, and a device that goes
 * on working sends messages until the second kernel's driver resets it, most
 * of them to vectors that nobody owns.
 *
 * The table was made when the image was loaded; since then a device can have
 * gone, or another one can stand in its place.  So ids and capabilities are
 * compared before the first write to a function; one that is not as planned
 * is left to the walk, which believes only what it reads.
 */
#include "purgatory/pci.h"

#include "purgatory/mem.h"
#include "purgatory/record.h"
#include "purgatory/regs/pci.h"
#include "purgatory/steps.h"

/*
 * What a register of a function that is gone reads.  In the command register
 * and in MSI-X's control that is "disabled" and "masked" already.
 */
#define GONE 0xffffu

/* One function while it is worked on. */
struct function {
	const struct kdp_pci_function *row;
	const struct kdp_pcicfg *cfg;
	uint32_t object;	/* KDP_BDF, for details */
	bool changed;
	bool stuck;
};

static uint64_t done_rows[KDP_PCI_ROWS_MAX / 64];

static uint32_t row_object(const struct kdp_pci_function *row)
{
	return KDP_BDF(row->segment, row->bus, row->devfn);
}

static uint32_t row_ids(const struct kdp_pci_function *row)
{
	return (uint32_t)row->device << 16 | row->vendor;
}

/* @extra: offset of the capability that is not there, or 0. */
static void record_changed(const struct kdp_pci_function *row,
			   enum kdp_status status, uint32_t found,
			   uint64_t extra)
{
	kdp_record()->pci_changed++;
	kdp_record_detail(KDP_CODE_PCI_CHANGED, status, row_object(row),
			  row_ids(row), found, extra);
}

static bool has_capability(const struct kdp_pcicfg *cfg, uint16_t offset,
			   uint8_t id)
{
	return offset >= PCI_CAP_FIRST && offset <= PCI_CAP_LAST &&
	       offset % 4 == 0 && kdp_pcicfg_read8(cfg, offset) == id;
}

/*
 * A virtual function reads all ones as its ids (PCIe SR-IOV 1.1, 3.4.1.1), so
 * only its capabilities can be compared.
 */
static bool is_as_planned(const struct kdp_pci_function *row,
			  const struct kdp_pcicfg *cfg)
{
	uint32_t found = kdp_pcicfg_read32(cfg, PCI_ID);

	if (!(row->flags & KDP_PCI_F_VF) && found != row_ids(row)) {
		record_changed(row,
			       found == PCI_ID_NONE ? KDP_STATUS_SKIPPED :
						      KDP_STATUS_MISMATCH,
			       found, 0);
		return false;
	}
	if (row->msi && !has_capability(cfg, row->msi, PCI_CAP_ID_MSI)) {
		record_changed(row, KDP_STATUS_MISMATCH, found, row->msi);
		return false;
	}
	if (row->msix && !has_capability(cfg, row->msix, PCI_CAP_ID_MSIX)) {
		record_changed(row, KDP_STATUS_MISMATCH, found, row->msix);
		return false;
	}
	return true;
}

/* Write, read back, record; returns true when the register took the value. */
static bool change(struct function *f, enum kdp_code code, uint16_t reg,
		   uint16_t before, uint16_t value)
{
	uint16_t after;
	bool taken;

	kdp_pcicfg_write16(f->cfg, reg, value);
	after = kdp_pcicfg_read16(f->cfg, reg);
	taken = after == value;
	f->changed |= taken;
	kdp_record_detail(code, taken ? KDP_STATUS_OK : KDP_STATUS_STUCK,
			  f->object, before, after, 0);
	return taken;
}

static void disable_intx(struct function *f)
{
	uint16_t command;

	if ((f->row->flags & KDP_PCI_F_VF) ||
	    !(f->row->flags & KDP_PCI_F_INTX))
		return;
	command = kdp_pcicfg_read16(f->cfg, PCI_COMMAND);
	if (command & PCI_COMMAND_INTX_DISABLE)
		return;
	if (change(f, KDP_CODE_INTX, PCI_COMMAND, command,
		   command | PCI_COMMAND_INTX_DISABLE))
		kdp_record()->intx_disabled++;
	else
		f->stuck = true;
}

/* Enable stays set: clearing it would hand the function back to INTx. */
static void mask_msix(struct function *f)
{
	uint16_t reg = f->row->msix + PCI_CAP_CONTROL;
	uint16_t control;

	if (!f->row->msix)
		return;
	control = kdp_pcicfg_read16(f->cfg, reg);
	if (!(control & PCI_MSIX_ENABLE) || (control & PCI_MSIX_MASK_ALL))
		return;
	if (change(f, KDP_CODE_MSIX, reg, control,
		   control | PCI_MSIX_MASK_ALL))
		kdp_record()->msix_masked++;
	else
		f->stuck = true;
}

/*
 * The mask bits of a function that has them stand behind its message, a bit
 * for each of the 1 to 32 vectors that it can send.  Returns true when all
 * are masked.
 */
static bool mask_msi_vectors(struct function *f, uint16_t control)
{
	uint16_t reg = f->row->msi + (control & PCI_MSI_64BIT ?
					      PCI_MSI_MASK_64 :
					      PCI_MSI_MASK_32);
	uint32_t shift = KDP_FIELD_GET(PCI_MSI_CAPABLE, control);
	uint32_t vectors = shift < 5 ? (1u << (1u << shift)) - 1 : ~0u;
	uint32_t before;
	uint32_t after;
	bool masked;

	if (!(control & PCI_MSI_MASKING) ||
	    reg > PCI_CONFIG_SIZE - sizeof(before))
		return false;
	before = kdp_pcicfg_read32(f->cfg, reg);
	if ((before & vectors) == vectors)
		return true;
	kdp_pcicfg_write32(f->cfg, reg, before | vectors);
	after = kdp_pcicfg_read32(f->cfg, reg);
	masked = (after & vectors) == vectors;
	f->changed |= masked;
	kdp_record_detail(KDP_CODE_MSI_MASK,
			  masked ? KDP_STATUS_OK : KDP_STATUS_STUCK,
			  f->object, before, after, 0);
	return masked;
}

static void disable_msi(struct function *f)
{
	uint16_t reg = f->row->msi + PCI_CAP_CONTROL;
	uint16_t control;

	if (!f->row->msi)
		return;
	control = kdp_pcicfg_read16(f->cfg, reg);
	if (control == GONE || !(control & PCI_MSI_ENABLE))
		return;
	if (change(f, KDP_CODE_MSI, reg, control,
		   (uint16_t)(control & ~PCI_MSI_ENABLE)))
		kdp_record()->msi_disabled++;
	else if (!mask_msi_vectors(f, control))
		f->stuck = true;
}

/*
 * INTx goes first: a function whose MSI is disabled while its INTx is not
 * falls back to it (PCI 3.0, 6.8.1.3), and would assert its line for what it
 * had to report.
 */
void kdp_pci_silence(struct kdp_pci *pci,
		     const struct kdp_pci_function *function,
		     const struct kdp_pcicfg *cfg)
{
	struct function f = {
		.row = function,
		.cfg = cfg,
		.object = row_object(function),
	};

	disable_intx(&f);
	mask_msix(&f);
	disable_msi(&f);
	pci->changed += f.changed;
	pci->stuck |= f.stuck;
}

static void quiesce_row(struct kdp_pci *pci, uint32_t index)
{
	const struct kdp_pci_function *row = &pci->table[index];
	struct kdp_pcicfg cfg;

	kdp_record()->pci_count++;
	if (!kdp_pcicfg_open(pci->windows, pci->window_count, row->segment,
			     row->bus, row->devfn, &cfg)) {
		record_changed(row, KDP_STATUS_UNSUPPORTED, PCI_ID_NONE, 0);
		pci->unsupported = true;
		return;
	}
	if (!is_as_planned(row, &cfg))
		return;
	kdp_pci_silence(pci, row, &cfg);
	if (index < KDP_PCI_ROWS_MAX)
		kdp_bit_set(done_rows, index);
}

/* Returns false when the deadline ended it. */
static bool quiesce_table(struct kdp_pci *pci)
{
	const struct kdp_pci_function *first;
	uint32_t i;

	for (i = 0; i < pci->count; i++) {
		if (!kdp_deadline_passed(&pci->deadline)) {
			quiesce_row(pci, i);
			continue;
		}
		/* The first that was not reached, and how many they are. */
		first = &pci->table[i];
		kdp_record_detail(KDP_CODE_PCI_CHANGED, KDP_STATUS_TIMEOUT,
				  row_object(first), row_ids(first), 0,
				  pci->count - i);
		return false;
	}
	return true;
}

/*
 * What the plan knows comes first, on all segments: it is most of what there
 * is, and costs no search.
 */
enum kdp_status kdp_pci_quiesce(const struct kdp_plan *plan,
				const struct kdp_step *step,
				uint64_t *changed)
{
	struct kdp_pci pci = {
		.table = kdp_step_table(plan, step),
		.count = step->table_count,
		.windows = (const void *)((const uint8_t *)plan +
					  step->arg[0]),
		.window_count = step->arg[1],
	};
	bool in_time;

	kdp_deadline_start(&pci.deadline, step->budget_us ?
						  step->budget_us :
						  KDP_BUDGET_DEFAULT_US);
	memset(done_rows, 0, sizeof(done_rows));
	in_time = quiesce_table(&pci) && kdp_pci_walk(&pci, done_rows);
	*changed = pci.changed;
	if (!in_time)
		return KDP_STATUS_TIMEOUT;
	if (pci.stuck)
		return KDP_STATUS_STUCK;
	if (pci.unsupported)
		return KDP_STATUS_UNSUPPORTED;
	return pci.count ? KDP_STATUS_OK : KDP_STATUS_SKIPPED;
}
